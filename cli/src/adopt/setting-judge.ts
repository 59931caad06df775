import { serviceNames } from '@fairway/catalog';
import { refusalOf, settingsOf } from '../repository/service-settings.js';
import { nameOf, type Setting } from './catalog-settings.js';

/** Says why a service would refuse a setting; undefined when it takes it. */
export type SettingJudge = (setting: Setting) => string | undefined;

/** By the schemas with which the services start. */
export async function judgeOfSettings(root: string): Promise<SettingJudge> {
  const schemas = new Map<string, Awaited<ReturnType<typeof settingsOf>>>();
  for (const name of serviceNames) schemas.set(name, await settingsOf(root, name));
  return (setting) => {
    const schema = schemas.get(setting.service);
    const refusal = schema && refusalOf(schema, setting.variable, setting.value);
    return refusal === undefined ? undefined : `${nameOf(setting)}: ${setting.service} refuses it: ${refusal}`;
  };
}
