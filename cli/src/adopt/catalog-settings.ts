import { services, type Service } from '@fairway/catalog';
import { FairwayError } from '@fairway/errors';
import type { Settings } from './answers.js';
import { isPlaceholder } from './placeholders.js';

export const settingsFile = 'catalog/src/services.ts';

export interface Setting {
  readonly service: string;
  readonly variable: string;
  readonly environment: 'dev' | 'production';
  readonly value: string;
}

export const nameOf = ({ service, variable, environment }: Omit<Setting, 'value'>) =>
  `settings.${service}.${variable}.${environment}`;

/** Texts that the catalogue gives services on AWS. */
const declared: readonly Setting[] = Object.entries<Service>(services).flatMap(([service, { settings }]) =>
  Object.entries(settings).flatMap(([variable, values]) =>
    (['dev', 'production'] as const).flatMap((environment) => {
      const value = values[environment];
      return typeof value === 'string' ? [{ service, variable, environment, value }] : [];
    }),
  ),
);

export const placeholderSettings = declared.filter(({ value }) => isPlaceholder(value));

/** The settings that the answers change. */
export function changedSettings(answers: Settings): { changed: Setting[]; problems: string[] } {
  const given = Object.entries(answers).flatMap(([service, variables = {}]) =>
    Object.entries(variables).flatMap(([variable, values = {}]) =>
      Object.entries(values).map(([environment, value]) => ({ service, variable, environment, value }) as Setting),
    ),
  );
  const currentOf = (setting: Setting) => declared.find((one) => nameOf(one) === nameOf(setting))?.value;
  return {
    changed: given.filter((setting) => ![undefined, setting.value].includes(currentOf(setting))),
    problems: given
      .filter((setting) => currentOf(setting) === undefined)
      .map((setting) => `${nameOf(setting)} is not a text setting of a service in ${settingsFile}`),
  };
}

/** @throws FairwayError when the value is not where it is expected */
export function writeSetting(text: string, { service, variable, environment, value }: Setting): string {
  const current = declared.find((one) => nameOf(one) === nameOf({ service, variable, environment }))?.value ?? '';
  const place = new RegExp(
    String.raw`^(?<before> {2}['"]?${service}['"]?: \{$[\s\S]*?\b${variable}: \{[\s\S]*?\b${environment}: )(?<value>'.*?'|".*?")`,
    'm',
  );
  const found = place.exec(text)?.groups;
  if (found?.['value']?.slice(1, -1) !== current)
    throw new FairwayError('failed', `${settingsFile} does not show the value of ${variable} in ${environment}.`, {
      hint: `Write \`${variable}: { local: ..., dev: '...', production: '...' }\` there, then run this again.`,
    });
  return text.replace(place, (...match) => `${(match.at(-1) as { before: string }).before}'${value}'`);
}
