import { FairwayError } from '@fairway/errors';
import { unlessStopped } from '../command-line/answered.js';
import { confirm } from '../command-line/confirm.js';
import type { Command } from '../command-line/context.js';
import { counted } from '../command-line/counted.js';
import { exitCodes } from '../command-line/exit-codes.js';
import { printableCell } from '../command-line/printable.js';
import { audit } from '../dead-letters/audit.js';
import { type DeadLetters, requireScope, scopesIn, withDeadLetters } from '../dead-letters/dead-letters.js';
import { groupLetters, type LetterGroup } from '../dead-letters/group-letters.js';
import { renderGroups } from '../dead-letters/render-groups.js';
import { runReplay, type ReplayRun } from '../dead-letters/replay-run.js';
import { type HeldLetter, type LetterFilter, planReplay } from '../dead-letters/select-letters.js';
import type { Instance } from '../instance/instance.js';

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
  /** The number of events that the filter selects and that can be replayed. */
  readonly selected: number;
  readonly replayed: number;
  /** Letters that the filter selects but that cannot be replayed. */
  readonly held: readonly { readonly id: string; readonly reason: string }[];
  readonly stoppedBy: ReplayRun['stoppedBy'];
  readonly returned: { readonly id: string; readonly cause: string } | null;
  /** How to see the outcome of letters that cannot return to a dead-letter topic. */
  readonly advice: readonly string[];
}

export const dlqReplay: Command<DlqReplayInput, DlqReplayResult> = {
  stopsItself: true,

  async run({ instance: name, perSecond, dryRun = false, force = false, yes = false, all, ...filter }, context) {
    const scope = requireScope(await scopesIn(context.root), filter.topic, all);
    const work = async (letters: DeadLetters, instance: Instance): Promise<DlqReplayResult> => {
      const [open, paused] = await unlessStopped(context.stopping, Promise.all([letters.open(), letters.paused()]));
      const { selected, held } = planReplay(open, filter, { force, paused });
      const groups = groupLetters(selected.flatMap((event) => event.letters));
      const plan = { instance: instance.name, dryRun, groups, selected: selected.length };
      if (dryRun || selected.length === 0)
        return { ...plan, replayed: 0, held: held.map(brief), stoppedBy: null, returned: null, advice: [] };
      if (!yes) {
        const what = counted(selected.length, 'event');
        context.progress(renderGroups(groups, context.style));
        await confirm(`Replay ${what}?`, {
          stopping: context.stopping,
          refused: `Nothing was replayed: ${what} would be sent back to their topics.`,
          hint: 'Check with --dry-run, then confirm with --yes.',
        });
      }
      await unlessStopped(context.stopping, letters.prepare());
      const ended = audit(instance, 'dlq replay', { filter, force, perSecond, selected: selected.length });
      const onProgress = (replayed: number) => context.progress(`replayed ${replayed} of ${selected.length}`);
      const run = await runReplay(letters, selected, { perSecond, stopping: context.stopping, onProgress });
      const { replayed, stoppedBy, failure } = run;
      const returned = run.returned === null ? null : { id: run.returned.id, cause: run.returned.cause };
      const stayed = [...held, ...run.kept].map(brief);
      ended({ replayed, held: stayed.length, stoppedBy, returned });
      if (failure !== null) throw stopped(failure, replayed, selected.length);
      const advice = replayed === 0 ? [] : letters.adviceAfter(selected.map(({ letter }) => letter));
      return { ...plan, replayed, held: stayed, stoppedBy, returned, advice };
    };
    return await withDeadLetters(name, context, work, dryRun ? [] : scope);
  },

  exitCode({ stoppedBy }) {
    if (stoppedBy === 'interrupt') return exitCodes.interrupted;
    return stoppedBy === 'return' ? exitCodes.failed : exitCodes.ok;
  },

  render({ dryRun, groups, selected, replayed, held, stoppedBy, returned, advice }, style) {
    const stays = held
      .slice(0, shownMax)
      .map(({ id, reason }) => `${style.yellow('!')} ${id} stays: ${printableCell(reason)}`);
    if (held.length > shownMax)
      stays.push(`${style.yellow('!')} ${held.length - shownMax} more cannot be replayed; --json lists them`);
    const lines = [...(dryRun && groups.length > 0 ? [renderGroups(groups, style)] : []), ...stays];
    if (selected === 0) return [...lines, '● nothing to replay · next: ./fairway dlq list'].join('\n');
    if (dryRun) return [...lines, `● ${counted(selected, 'event')} would be sent back · nothing was sent`].join('\n');
    const all = replayed === selected;
    if (returned !== null) {
      lines.push(
        `${style.red('✗')} ${all ? '' : 'stopped: '}${returned.id} came back: ${printableCell(returned.cause)}`,
        'Remove the cause first.',
      );
    }
    if (stoppedBy === 'interrupt')
      lines.push(
        `${style.yellow('!')} interrupted; ${all ? '`./fairway dlq list` shows what came back' : 'run the command again for the rest'}`,
      );
    lines.push(...advice);
    const mark = all && returned === null ? style.green('✓') : style.yellow('!');
    return [
      ...lines,
      `${mark} replayed ${replayed} of ${counted(selected, 'event')}`,
      'next: ./fairway dlq list shows what came back',
    ].join('\n');
  },
};

const shownMax = 10;

function stopped(failure: Error, replayed: number, selected: number): FairwayError {
  return new FairwayError('failed', `Stopped after ${replayed} of ${counted(selected, 'event')}.`, {
    cause: failure.message,
    hint: 'Check `./fairway status`; when the cause is gone, run the command again for the rest.',
  });
}

function brief({ letter, reason }: HeldLetter): { id: string; reason: string } {
  return { id: letter.id, reason };
}
