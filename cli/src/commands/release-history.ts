import { type ReleasedEnvironment, type ReleaseRecord } from '@fairway/deploy';
import type { Command } from '../command-line/context.js';
import type { Style } from '../command-line/style.js';
import { table } from '../command-line/table.js';
import { openReleases, type Place } from '../release/open-release.js';

interface ReleaseHistoryInput extends Place {
  readonly environment: ReleasedEnvironment;
  readonly limit: number;
}

interface ReleaseHistory {
  readonly releases: readonly ReleaseRecord[];
}

/** What was released to an environment, the newest first. */
export const releaseHistory: Command<ReleaseHistoryInput, ReleaseHistory> = {
  async run({ environment, limit, local }, context) {
    const { log } = await openReleases({ local }, context);
    return { releases: (await log.records(environment)).slice(0, limit) };
  },

  render({ releases }, style) {
    if (releases.length === 0) return 'Nothing has been released here yet.';
    const rows = releases.map((record) => [
      record.id,
      mark(record, style),
      record.action,
      record.version ?? '',
      record.commit.slice(0, 12),
      record.by,
      [record.from === null ? '' : `from ${record.from}`, ...overridden(record), firstLine(record.failure)]
        .filter((part) => part !== '')
        .join('; '),
    ]);
    return table([
      ['RELEASE', 'RESULT', 'ACTION', 'VERSION', 'COMMIT', 'BY', ''].map((head) => style.dim(head)),
      ...rows,
    ]);
  },
};

const marks: Readonly<Record<ReleaseRecord['result'], string>> = {
  running: '…',
  succeeded: '✓',
  'rolled-back': '↺',
  failed: '✗',
  interrupted: '✗',
};

function mark({ result }: ReleaseRecord, style: Style): string {
  const text = `${marks[result]} ${result}`;
  return result === 'succeeded' ? style.green(text) : result === 'running' ? text : style.red(text);
}

const overridden = ({ overrides }: ReleaseRecord) =>
  Object.entries(overrides).map(([check, reason]) => `in spite of ${check}: ${reason}`);

const firstLine = (text: string | null) => text?.split('\n')[0] ?? '';
