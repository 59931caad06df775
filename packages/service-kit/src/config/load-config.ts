import type { z } from 'zod';
import { ConfigError, type SettingProblem } from './config-error.js';
import { settingOf } from './setting.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads a service's settings from the environment, once, at start.
 *
 * @param schema one object whose keys are the names of the environment variables
 * @throws ConfigError that lists every missing or wrong setting
 */
export function loadConfig<Schema extends z.ZodObject>(
  service: string,
  schema: Schema,
  env: Environment = process.env,
): z.output<Schema> {
  const given: Record<string, string> = {};
  for (const name of Object.keys(schema.shape)) {
    const value = env[name];
    // Shells, compose files and manifests write "not set" as an empty variable.
    if (value !== undefined && value !== '') given[name] = value;
  }
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new ConfigError(service, problemsOf(schema, given, result.error.issues));
}

function problemsOf(
  schema: z.ZodObject,
  given: Readonly<Record<string, string>>,
  issues: readonly z.core.$ZodIssue[],
): SettingProblem[] {
  const messages = new Map<string, string[]>();
  for (const issue of issues) {
    const name = String(issue.path[0] ?? 'The settings');
    messages.set(name, [...(messages.get(name) ?? []), issue.message]);
  }
  return [...messages].map(([name, texts]) => {
    const field = schema.shape[name];
    const { description, example, secret } = field === undefined ? unknownSetting : settingOf(field);
    return { name, problem: problemOf(given[name], secret, texts.join('; ')), description, example };
  });
}

const unknownSetting = { description: undefined, example: undefined, secret: false };

function problemOf(value: string | undefined, secret: boolean, message: string): string {
  if (value === undefined) return 'is missing';
  // A schema's own message may quote its input.
  return secret ? `is wrong: ${message.replaceAll(value, '[redacted]')}` : `is wrong: "${value}": ${message}`;
}
