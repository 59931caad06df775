import { type ReleasedEnvironment, type ReleaseRecord, type WayBack, wayBack } from '@fairway/deploy';
import type { Command } from '../command-line/context.js';
import { carryOut, type ReleaseInput } from '../release/open-release.js';
import { renderReleased } from '../release/render-record.js';

interface ReleaseRollbackInput extends ReleaseInput, WayBack {
  readonly environment: ReleasedEnvironment;
}

/** Brings an environment, or one service of it, back to an earlier release. */
export const releaseRollback: Command<ReleaseRollbackInput, ReleaseRecord> = {
  stopsItself: true,

  run: ({ environment, service, to, ...input }, context) =>
    carryOut(environment, input, context, (_, __, records) => Promise.resolve(wayBack(records, { service, to }))),

  render: renderReleased,
};
