import { confirm } from '../command-line/confirm.js';
import type { Command } from '../command-line/context.js';
import { audit } from '../dead-letters/audit.js';
import { requireScope, withDeadLetters } from '../dead-letters/dead-letters.js';
import { groupLetters, type LetterGroup } from '../dead-letters/group-letters.js';
import { type LetterFilter, matching } from '../dead-letters/select-letters.js';

export interface DlqDiscardInput extends LetterFilter {
  readonly instance: string;
  readonly all?: boolean;
  readonly reason: string;
  readonly yes?: boolean;
}

export interface DlqDiscardResult {
  readonly instance: string;
  readonly groups: readonly LetterGroup[];
  readonly discarded: number;
}

export const dlqDiscard: Command<DlqDiscardInput, DlqDiscardResult> = {
  async run({ instance: name, reason, yes = false, all, ...filter }, context) {
    requireScope(filter.topic, all);
    return await withDeadLetters(name, context, async (letters, instance) => {
      const chosen = matching(await letters.open(), filter).slice(0, filter.max);
      const result = { instance: instance.name, groups: groupLetters(chosen) };
      if (chosen.length === 0) return { ...result, discarded: 0 };
      if (!yes) {
        await confirm(`Discard ${chosen.length} letters? Their events will have no effect.`, {
          refused: `Nothing was discarded: ${chosen.length} letters would be settled without effect.`,
          hint: 'Look with `./fairway dlq list`, then say so with --yes.',
        });
      }
      await letters.prepare();
      let discarded: number | null = null;
      try {
        discarded = await letters.discard(chosen, reason);
      } finally {
        // Null: it failed on its way.
        audit(instance, 'dlq discard', { filter, reason, discarded });
      }
      return { ...result, discarded };
    });
  },

  render: ({ discarded }, style) =>
    discarded === 0 ? '● nothing to discard · next: ./fairway dlq list' : `${style.green('✓')} discarded ${discarded} letters · next: ./fairway dlq list`,
};
