import { FairwayError } from '@fairway/errors';
import { counted } from '../command-line/counted.js';
import type { Command } from '../command-line/context.js';
import { printable, printableLine } from '../command-line/printable.js';
import { table } from '../command-line/table.js';
import type { DeadLetter } from '../dead-letters/dead-letter.js';
import { withDeadLetters } from '../dead-letters/dead-letters.js';
import type { LetterContent } from '../dead-letters/letter-source.js';
import type { Settlement } from '../dead-letters/settled-letters.js';

export interface DlqShowResult extends Omit<LetterContent, 'value'> {
  readonly letter: DeadLetter;
  /** Undefined while the letter waits. */
  readonly settlement: Settlement | undefined;
  /** Parsed if it is JSON, text if it is UTF-8, otherwise base64. */
  readonly value: { readonly json: unknown } | { readonly text: string } | { readonly base64: string } | null;
}

export const dlqShow: Command<{ instance: string; id: string }, DlqShowResult> = {
  run: ({ instance, id }, context) =>
    withDeadLetters(instance, context, async (letters) => {
      const content = await letters.content(id);
      const settlement = await letters.settlementOf(id);
      if (content !== undefined) return { ...content, settlement, value: decode(content.value) };
      const state = await letters.stateOf(id);
      const known = [
        ...(settlement === undefined ? [] : [`It was ${textOfSettlement(settlement)}.`]),
        ...(state === undefined ? [] : [state]),
      ];
      throw new FairwayError(
        'not_found',
        known.length === 0 ? `There is no dead letter ${id}.` : `${id} is not a dead letter, or no longer one.`,
        {
          cause: known.join('\n') || 'It may be too old: topics keep dead letters for 30 days.',
          hint: 'Take an id from `./fairway dlq list --letters`.',
        },
      );
    }),

  render({ letter, settlement, headers, value }, style) {
    const state = settlement === undefined ? style.yellow('waits') : printableLine(textOfSettlement(settlement));
    const facts = [
      ['state', state],
      ['event', printableLine(`${letter.eventType ?? 'no CloudEvent'} ${letter.eventId ?? ''}`)],
      ['from', printableLine(`${letter.origin}, key ${letter.key ?? 'none'}`)],
      [
        'given up by',
        `${printableLine(letter.consumer)} at ${letter.at.toISOString()}${letter.attempts === null ? '' : ` after ${counted(letter.attempts, 'attempt')}`}`,
      ],
      ['cause', printableLine(letter.cause)],
      ...(letter.replays === 0 ? [] : [['replayed', `${counted(letter.replays, 'time')} before`]]),
      ...(letter.obstacle === undefined ? [] : [['no replay', style.red(printableLine(letter.obstacle))]]),
    ];
    const section = (title: string) => style.bold(title);
    return [
      style.bold(letter.id),
      table(facts.map(([name = '', text = '']) => [style.dim(name), text])),
      section('headers'),
      table(headers.map(({ name, value: text }) => [style.dim(printableLine(name)), printableLine(text ?? 'null')])),
      section('value'),
      printable(textOf(value)),
    ].join('\n');
  },
};

function textOfSettlement({ outcome, by, at, reason }: Settlement): string {
  return `${outcome} by ${by} at ${at}${reason === undefined ? '' : `: ${reason}`}`;
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
