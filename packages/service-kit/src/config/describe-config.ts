import type { z } from 'zod';
import { Redacted } from './redacted.js';
import { settingOf } from './setting.js';

/** One line of a service's table of settings. */
export interface SettingRow {
  readonly name: string;
  readonly required: boolean;
  /** The default as text for the environment. */
  readonly default: string | undefined;
  readonly secret: boolean;
  readonly description: string;
}

/** The table of a service's settings, from its schema. READMEs are rendered from it. */
export function describeConfig(schema: z.ZodObject): SettingRow[] {
  return Object.entries(schema.shape).map(([name, field]) => {
    const { description, secret } = settingOf(field);
    const unset = (field as z.ZodType).safeParse(undefined);
    return {
      name,
      required: !unset.success,
      default: unset.success ? defaultText(unset.data) : undefined,
      secret,
      description: description ?? '',
    };
  });
}

function defaultText(value: unknown): string | undefined {
  if (value === undefined || value instanceof Redacted) return undefined;
  return Array.isArray(value) ? value.join(',') : String(value);
}
