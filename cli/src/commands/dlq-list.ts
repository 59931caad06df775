import type { Command } from '../command-line/context.js';
import { printable } from '../command-line/printable.js';
import { table } from '../command-line/table.js';
import { withDeadLetters } from '../dead-letters/dead-letters.js';
import { groupLetters, type LetterGroup } from '../dead-letters/group-letters.js';
import type { PausedType } from '../dead-letters/paused-types.js';

export interface DlqListResult {
  readonly instance: string;
  readonly count: number;
  readonly groups: readonly LetterGroup[];
  /** Events of these wait in the service, and are no letters. */
  readonly paused: readonly PausedType[];
}

export const dlqList: Command<{ instance: string }, DlqListResult> = {
  run: (input, context) =>
    withDeadLetters(input.instance, context, async (letters, instance) => {
      const [open, paused] = await Promise.all([letters.open(), letters.paused()]);
      return { instance: instance.name, count: open.length, groups: groupLetters(open), paused };
    }),

  render({ instance, count, groups, paused }, style) {
    const pauses = paused.map(({ type, service }) => `${style.yellow('!')} ${printable(type)} is paused in ${service}: more of its events wait there and are no letters · ./fairway status`);
    if (count === 0) return [...pauses, `${style.green('✓')} no dead letters in "${instance}"`].join('\n');
    const head = ['COUNT', 'PLACE', 'GIVEN UP BY', 'FIRST', 'LAST', 'CAUSE'].map((title) => style.dim(title));
    const rows = groups.map(({ count: ofGroup, place, consumer, first, last, cause }) => [String(ofGroup), place, printable(consumer), first, last, printable(cause)]);
    const [example] = groups[0]?.examples ?? [];
    return [table([head, ...rows]), ...pauses, `next: ./fairway dlq show ${example} · ./fairway dlq replay --topic ${groups[0]?.topic} --dry-run`].join('\n');
  },
};
