import { unlessStopped } from '../command-line/answered.js';
import { confirm } from '../command-line/confirm.js';
import type { Command } from '../command-line/context.js';
import { exitCodes } from '../command-line/exit-codes.js';
import { FairwayError } from '../command-line/fairway-error.js';
import { printable } from '../command-line/printable.js';
import { table } from '../command-line/table.js';
import { audit } from '../dead-letters/audit.js';
import { requireScope, withDeadLetters } from '../dead-letters/dead-letters.js';
import { groupLetters, type LetterGroup } from '../dead-letters/group-letters.js';
import { runReplay, type ReplayRun } from '../dead-letters/replay-run.js';
import { type HeldLetter, type LetterFilter, planReplay } from '../dead-letters/select-letters.js';
import { webhooksName } from '../dead-letters/dead-letter.js';

export interface DlqReplayInput extends LetterFilter {
  readonly instance: string;
  readonly all?: boolean;
  readonly perSecond: number;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly yes?: boolean;
}

export interface DlqReplayResult {
  readonly instance: string;
  readonly dryRun: boolean;
  /** The letters of the selected events. */
  readonly groups: readonly LetterGroup[];
  /** Events that the filter takes and nothing holds back. */
  readonly selected: number;
  readonly replayed: number;
  /** Letters that the filter takes, and that stay. */
  readonly held: readonly { readonly id: string; readonly reason: string }[];
  readonly stoppedBy: ReplayRun['stoppedBy'];
  readonly returned: { readonly id: string; readonly cause: string } | null;
}

export const dlqReplay: Command<DlqReplayInput, DlqReplayResult> = {
  stopsItself: true,

  async run({ instance: name, perSecond, dryRun = false, force = false, yes = false, all, ...filter }, context) {
    requireScope(filter.topic, all);
    return await withDeadLetters(name, context, async (letters, instance) => {
      const [open, paused] = await unlessStopped(context.stopping, Promise.all([letters.open(), letters.paused()]));
      const { selected, held } = planReplay(open, filter, { force, paused });
      const groups = groupLetters(selected.flatMap((event) => event.letters));
      const plan = { instance: instance.name, dryRun, groups, selected: selected.length };
      if (dryRun || selected.length === 0) return { ...plan, replayed: 0, held: held.map(brief), stoppedBy: null, returned: null };
      if (!yes) {
        await confirm(`Replay ${selected.length} events?`, {
          refused: `Nothing was replayed: ${selected.length} events would go back to their topics.`,
          hint: 'Look with --dry-run, then say so with --yes.',
        });
      }
      await unlessStopped(context.stopping, letters.prepare());
      const onProgress = (replayed: number) => context.progress(`replayed ${replayed} of ${selected.length}`);
      const run = await runReplay(letters, selected, { perSecond, stopping: context.stopping, onProgress });
      const { replayed, stoppedBy, failure } = run;
      const returned = run.returned === null ? null : { id: run.returned.id, cause: run.returned.cause };
      const stayed = [...held, ...run.kept].map(brief);
      audit(instance, 'dlq replay', { filter, force, perSecond, selected: selected.length, replayed, held: stayed.length, stoppedBy, returned });
      if (failure !== null) throw stopped(failure, replayed, selected.length);
      return { ...plan, replayed, held: stayed, stoppedBy, returned };
    });
  },

  exitCode({ stoppedBy }) {
    if (stoppedBy === 'interrupt') return exitCodes.interrupted;
    return stoppedBy === 'return' ? exitCodes.failed : exitCodes.ok;
  },

  render({ dryRun, groups, selected, replayed, held, stoppedBy, returned }, style) {
    const routes = groups.map(({ count, place, topic, consumer, cause }) => [String(count), `${place} → ${printable(topic)}`, printable(consumer), printable(cause)]);
    const head = ['LETTERS', 'ROUTE', 'GIVEN UP BY', 'CAUSE'].map((title) => style.dim(title));
    const stays = held.slice(0, shownMax).map(({ id, reason }) => `${style.yellow('!')} ${id} stays: ${printable(reason)}`);
    if (held.length > shownMax) stays.push(`${style.yellow('!')} ${held.length - shownMax} more stay; --json names them`);
    const lines = [...(dryRun && routes.length > 0 ? [table([head, ...routes])] : []), ...stays];
    if (selected === 0) return [...lines, '● nothing to replay · next: ./fairway dlq list'].join('\n');
    if (dryRun) return [...lines, `● ${selected} events would go back · nothing was sent`].join('\n');
    const all = replayed === selected;
    if (returned !== null) {
      lines.push(`${style.red('✗')} ${all ? '' : 'stopped: '}${returned.id} came back: ${printable(returned.cause)}`, 'Remove the cause first.');
    }
    if (stoppedBy === 'interrupt') lines.push(`${style.yellow('!')} interrupted; ${all ? '`./fairway dlq list` shows what comes back' : 'run it again for the rest'}`);
    const [webhook] = groups.filter(({ topic }) => topic === webhooksName).flatMap(({ examples }) => examples);
    if (replayed > 0 && webhook !== undefined) lines.push(`a webhook is tried again for 72 h · ./fairway dlq show ${webhook} says how it goes, and so does ./fairway journey ORDER_ID`);
    const mark = all && returned === null ? style.green('✓') : style.yellow('!');
    return [...lines, `${mark} replayed ${replayed} of ${selected} events`, 'next: ./fairway dlq list shows what comes back'].join('\n');
  },
};

const shownMax = 10;

function stopped(failure: Error, replayed: number, selected: number): FairwayError {
  return new FairwayError('failed', `Stopped after ${replayed} of ${selected} events.`, {
    cause: failure.message,
    hint: 'See `./fairway status`; when that is settled, run it again for the rest.',
  });
}

function brief({ letter, reason }: HeldLetter): { id: string; reason: string } {
  return { id: letter.id, reason };
}
