import { confirm } from '../command-line/confirm.js';
import type { Command } from '../command-line/context.js';
import { counted } from '../command-line/counted.js';
import { audit } from '../dead-letters/audit.js';
import { requireScope, scopesIn, withDeadLetters } from '../dead-letters/dead-letters.js';
import { groupLetters, type LetterGroup } from '../dead-letters/group-letters.js';
import { renderGroups } from '../dead-letters/render-groups.js';
import { type LetterFilter, matching } from '../dead-letters/select-letters.js';

export interface DlqDiscardInput extends LetterFilter {
  readonly instance: string;
  readonly all?: boolean;
  readonly reason: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export interface DlqDiscardResult {
  readonly instance: string;
  readonly dryRun: boolean;
  readonly groups: readonly LetterGroup[];
  readonly selected: number;
  readonly discarded: number;
}

export const dlqDiscard: Command<DlqDiscardInput, DlqDiscardResult> = {
  async run({ instance: name, reason, dryRun = false, yes = false, all, ...filter }, context) {
    const scope = requireScope(await scopesIn(context.root), filter.topic, all);
    return await withDeadLetters(
      name,
      context,
      async (letters, instance) => {
        const chosen = matching(await letters.open(), filter).slice(0, filter.max);
        const groups = groupLetters(chosen);
        const plan = { instance: instance.name, dryRun, groups, selected: chosen.length };
        if (dryRun || chosen.length === 0) return { ...plan, discarded: 0 };
        if (!yes) {
          const what = counted(chosen.length, 'letter');
          context.progress(renderGroups(groups, context.style));
          await confirm(`Discard ${what}? Their events will never be processed.`, {
            stopping: context.stopping,
            refused: `Nothing was discarded: ${what} would be marked as settled without being processed.`,
            hint: 'Check with --dry-run, then confirm with --yes.',
          });
        }
        await letters.prepare();
        const ended = audit(instance, 'dlq discard', { filter, reason, selected: chosen.length });
        let discarded: number | null = null;
        try {
          discarded = await letters.discard(chosen, reason);
        } finally {
          // Null: it failed before its end.
          ended({ discarded });
        }
        return { ...plan, discarded };
      },
      dryRun ? [] : scope,
    );
  },

  render({ dryRun, groups, selected, discarded }, style) {
    if (selected === 0) return '● nothing to discard · next: ./fairway dlq list';
    if (dryRun)
      return `${renderGroups(groups, style)}\n● ${counted(selected, 'letter')} would be discarded · nothing was changed`;
    return `${style.green('✓')} discarded ${counted(discarded, 'letter')} · next: ./fairway dlq list`;
  },
};
