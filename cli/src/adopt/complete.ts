import { FairwayError } from '@fairway/errors';
import { createInterface } from 'node:readline/promises';
import {
  contradictions,
  descriptionOf,
  fieldNames,
  parseField,
  parseSetting,
  type Answers,
  type FieldName,
  type Fields,
} from './answers.js';
import { nameOf, placeholderSettings, type Setting } from './catalog-settings.js';
import { isPlaceholder } from './placeholders.js';
import type { SettingJudge } from './setting-judge.js';

export interface Completed {
  readonly fields: Fields;
  /** Beside those that the answers name. */
  readonly settings: readonly Setting[];
}

interface Questions {
  /** Of the answers, if one was named. */
  readonly file: string | undefined;
  readonly judge: SettingJudge;
  readonly stopping: AbortSignal;
}

/**
 * Asks at the terminal for missing answers. Earlier answers of a fork are kept.
 * @throws FairwayError `usage` when something is missing and there is no terminal, or the answers contradict each other
 */
export async function complete(
  answers: Answers,
  { current, ...questions }: Questions & { readonly current: Partial<Fields> },
): Promise<Completed> {
  // Before the first run, even plausible values, such as the region, come from the example and are not decisions.
  const decided = isPlaceholder(current.accountId) ? {} : current;
  const known: Record<string, unknown> = { ...decided, ...answers };
  const missing = fieldNames.filter((name) => known[name] === undefined || isPlaceholder(known[name]));
  const missingSettings = placeholderSettings.filter(
    ({ service, variable, environment }) => answers.settings[service]?.[variable]?.[environment] === undefined,
  );
  const terminal =
    process.stdin.isTTY && missing.length + missingSettings.length > 0 ? openTerminal(questions) : undefined;
  if (terminal === undefined) refuseMissing(missing, missingSettings, questions.file);
  const settings: Setting[] = [];
  try {
    for (const name of missing) known[name] = await terminal?.field(name, current[name]);
    for (const setting of missingSettings)
      if (terminal !== undefined) settings.push({ ...setting, value: await terminal.setting(setting) });
  } finally {
    terminal?.close();
  }
  const fields = Object.fromEntries(fieldNames.map((name) => [name, known[name]])) as unknown as Fields;
  refuse(contradictions(fields));
  return { fields, settings };
}

/** @throws FairwayError `usage` */
export function refuse(problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new FairwayError('usage', `Nothing was changed: ${problems.join('; ')}.`, {
    hint: 'Correct the answers, then run this again.',
  });
}

function refuseMissing(missing: readonly FieldName[], settings: readonly Setting[], file: string | undefined): void {
  if (missing.length + settings.length === 0) return;
  const lines = [
    ...missing.map((name) => `  ${name}: ${descriptionOf(name)}`),
    ...settings.map((setting) => `  ${nameOf(setting)}: now ${setting.value}`),
  ];
  throw new FairwayError('usage', `Nothing was changed: these answers are missing.\n${lines.join('\n')}`, {
    hint: `${whereToAnswer(file)}; then run this again. Or run it at a terminal, which asks for them.`,
  });
}

const whereToAnswer = (file: string | undefined) =>
  file === undefined
    ? '`cp docs/guides/adopt.jsonc answers.jsonc`, fill it in and add --answers answers.jsonc'
    : `Add them to ${file}; docs/guides/adopt.jsonc has a comment on each`;

function openTerminal({ file, judge, stopping }: Questions) {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const closed = new AbortController();
  // Ctrl-C and Ctrl-D close the terminal, and no answer comes any more.
  terminal.once('close', () => closed.abort());
  const signal = AbortSignal.any([closed.signal, stopping]);
  const answerTo = async (question: string) => {
    try {
      return await terminal.question(question, { signal });
    } catch {
      throw new FairwayError('interrupted', 'Nothing was changed: not all questions are answered.', {
        hint: `Run this again. Or answer in a file: ${whereToAnswer(file)}.`,
      });
    }
  };
  const ask = async <Value>(
    question: string,
    proposed: string,
    parse: (words: string) => { value: Value } | { problem: string },
  ): Promise<Value> => {
    for (;;) {
      const words = await answerTo(`${question}${proposed === '' ? '' : ` [${proposed}]`}: `);
      const parsed = parse(words.trim() === '' ? proposed : words);
      if ('value' in parsed) return parsed.value;
      say(`✗ ${parsed.problem}`);
    }
  };
  return {
    field: (name: FieldName, current: Fields[FieldName] | undefined) => {
      say(`\n${descriptionOf(name)}`);
      const proposed = current === undefined || isPlaceholder(current) ? '' : String(current);
      return ask(Array.isArray(current) ? `${name}, separated by commas` : name, proposed, (words) =>
        parseField(name, words),
      );
    },
    setting: (setting: Setting) => {
      say(`\n${setting.variable} of ${setting.service} in ${setting.environment}, now ${setting.value}`);
      return ask(nameOf(setting), '', (words) => {
        const { data, error } = parseSetting(words);
        if (data === undefined) return { problem: error.issues.map(({ message }) => `it ${message}`).join('; ') };
        const refusal = judge({ ...setting, value: data });
        return refusal === undefined ? { value: data } : { problem: refusal };
      });
    },
    close: () => terminal.close(),
  };
}
