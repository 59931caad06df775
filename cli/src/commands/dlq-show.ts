import type { Command } from '../command-line/context.js';
import { FairwayError } from '../command-line/fairway-error.js';
import { printable } from '../command-line/printable.js';
import { table } from '../command-line/table.js';
import type { DeadLetter } from '../dead-letters/dead-letter.js';
import { withDeadLetters } from '../dead-letters/dead-letters.js';
import type { LetterContent } from '../dead-letters/letter-source.js';

export interface DlqShowResult extends Omit<LetterContent, 'value'> {
  readonly letter: DeadLetter;
  /** Parsed when it is JSON, text when it is UTF-8, otherwise base64. */
  readonly value: { readonly json: unknown } | { readonly text: string } | { readonly base64: string } | null;
}

export const dlqShow: Command<{ instance: string; id: string }, DlqShowResult> = {
  run: ({ instance, id }, context) =>
    withDeadLetters(instance, context, async (letters) => {
      const content = await letters.content(id);
      if (content !== undefined) return { ...content, value: decode(content.value) };
      throw new FairwayError('not_found', `There is no dead letter ${id}.`, {
        cause: (await letters.webhooks.stateOf(id)) ?? 'It may be too old: topics keep dead letters for 30 days.',
        hint: 'Take an id from `./fairway dlq list --json`.',
      });
    }),

  render({ letter, settlement, headers, value }, style) {
    const state = settlement === undefined ? style.yellow('waits') : `${settlement.outcome} by ${settlement.by} at ${settlement.at}${because(settlement.reason)}`;
    const facts = [
      ['state', state],
      ['event', printable(`${letter.eventType ?? 'no CloudEvent'} ${letter.eventId ?? ''}`)],
      ['from', printable(`${letter.origin}, key ${letter.key ?? 'none'}`)],
      ['given up by', `${printable(letter.consumer)} at ${letter.at.toISOString()}${letter.attempts === null ? '' : ` after ${letter.attempts} attempts`}`],
      ['cause', printable(letter.cause)],
      ...(letter.replays === 0 ? [] : [['replayed', `${letter.replays} times before`]]),
      ...(letter.obstacle === undefined ? [] : [['no replay', style.red(printable(letter.obstacle))]]),
    ];
    const section = (title: string) => style.bold(title);
    return [
      style.bold(letter.id),
      table(facts.map(([name = '', text = '']) => [style.dim(name), text])),
      section('headers'),
      table(headers.map(({ name, value: text }) => [style.dim(printable(name)), printable(text ?? 'null')])),
      section('value'),
      printable(textOf(value)),
    ].join('\n');
  },
};

function because(reason: string | undefined): string {
  return reason === undefined ? '' : `: ${reason}`;
}

function decode(value: Buffer | null): DlqShowResult['value'] {
  if (value === null) return null;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(value);
  } catch {
    return { base64: value.toString('base64') };
  }
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return { text };
  }
}

function textOf(value: DlqShowResult['value']): string {
  if (value === null) return 'null';
  if ('json' in value) return JSON.stringify(value.json, null, 2);
  return 'text' in value ? value.text : `${value.base64} (base64)`;
}
