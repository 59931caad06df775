import type { Command } from '../command-line/context.js';
import { printable } from '../command-line/printable.js';
import { table } from '../command-line/table.js';
import { withDeadLetters } from '../dead-letters/dead-letters.js';
import { groupLetters, type LetterGroup } from '../dead-letters/group-letters.js';

export interface DlqListResult {
  readonly instance: string;
  readonly count: number;
  readonly groups: readonly LetterGroup[];
}

export const dlqList: Command<{ instance: string }, DlqListResult> = {
  run: (input, context) =>
    withDeadLetters(input.instance, context, async (letters, instance) => {
      const open = await letters.open();
      return { instance: instance.name, count: open.length, groups: groupLetters(open) };
    }),

  render({ instance, count, groups }, style) {
    if (count === 0) return `${style.green('✓')} no dead letters in "${instance}"`;
    const head = ['COUNT', 'PLACE', 'GIVEN UP BY', 'FIRST', 'LAST', 'CAUSE'].map((title) => style.dim(title));
    const rows = groups.map(({ count: ofGroup, place, consumer, first, last, cause }) => [String(ofGroup), place, printable(consumer), first, last, printable(cause)]);
    const [example] = groups[0]?.examples ?? [];
    return `${table([head, ...rows])}\nnext: ./fairway dlq show ${example} · ./fairway dlq replay --topic ${groups[0]?.topic} --dry-run`;
  },
};
