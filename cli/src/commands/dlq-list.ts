import type { Command } from '../command-line/context.js';
import { counted } from '../command-line/counted.js';
import { printableCell } from '../command-line/printable.js';
import { table } from '../command-line/table.js';
import { requireTopic, scopesIn, withDeadLetters } from '../dead-letters/dead-letters.js';
import type { DeadLetter } from '../dead-letters/dead-letter.js';
import { groupLetters, type LetterGroup } from '../dead-letters/group-letters.js';
import type { PausedType } from '../dead-letters/paused-types.js';
import { type LetterFilter, matching } from '../dead-letters/select-letters.js';

export interface DlqListInput extends Omit<LetterFilter, 'max'> {
  readonly instance: string;
  /** Lists each letter instead of counts per cause. */
  readonly letters?: boolean;
  /** The maximum number of letters. */
  readonly max: number;
  /** Lists the letters after this one. */
  readonly after?: string;
}

export interface DlqListResult {
  readonly instance: string;
  readonly count: number;
  readonly groups: readonly LetterGroup[];
  /** Null unless `letters` was given. */
  readonly letters: readonly DeadLetter[] | null;
  /** The number of letters on later pages. */
  readonly more: number;
  /** Paused event types: their events wait in the service and are not letters. */
  readonly paused: readonly PausedType[];
}

export const dlqList: Command<DlqListInput, DlqListResult> = {
  async run({ instance: name, letters: each = false, max, after, ...filter }, context) {
    requireTopic(await scopesIn(context.root), filter.topic);
    return await withDeadLetters(name, context, async (letters, instance) => {
      const [open, paused] = await Promise.all([letters.open(), letters.paused()]);
      const wanted = matching(open, filter);
      // When the letter `after` has been settled meanwhile, findIndex returns -1 and the list starts again.
      const rest = wanted.slice(wanted.findIndex(({ id }) => id === after) + 1);
      const page = each ? rest.slice(0, max) : null;
      return {
        instance: instance.name,
        count: wanted.length,
        groups: groupLetters(wanted),
        letters: page,
        more: page === null ? 0 : rest.length - page.length,
        paused,
      };
    });
  },

  render({ instance, count, groups, letters, more, paused }, style) {
    const pauses = paused.map(
      ({ type, service }) =>
        `${style.yellow('!')} ${printableCell(type)} is paused in ${service}: more of its events wait there and are not listed here · ./fairway status`,
    );
    if (count === 0) return [...pauses, `${style.green('✓')} no dead letters in "${instance}"`].join('\n');
    const next = `next: ./fairway dlq show ${letters?.[0]?.id ?? groups[0]?.examples[0]} · ./fairway dlq replay --topic ${groups[0]?.topic} --dry-run`;
    if (letters !== null) {
      const head = ['ID', 'GIVEN UP BY', 'AT', 'KEY', 'CAUSE'].map((title) => style.dim(title));
      const rows = letters.map(({ id, consumer, at, key, cause }) => [
        id,
        printableCell(consumer),
        at.toISOString(),
        printableCell(key ?? '-'),
        printableCell(cause),
      ]);
      const rest = more === 0 ? [] : [`${counted(more, 'more letter')} · next page: --after ${letters.at(-1)?.id}`];
      return [table([head, ...rows]), ...rest, ...pauses, next].join('\n');
    }
    const head = ['COUNT', 'PLACE', 'GIVEN UP BY', 'FIRST', 'LAST', 'CAUSE'].map((title) => style.dim(title));
    const rows = groups.map(({ count: ofGroup, place, consumer, first, last, cause }) => [
      String(ofGroup),
      place,
      printableCell(consumer),
      first,
      last,
      printableCell(cause),
    ]);
    return [table([head, ...rows]), ...pauses, `${next} · list each letter: --letters`].join('\n');
  },
};
