import { FairwayError } from '@fairway/errors';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { confirm } from '../command-line/confirm.js';
import type { Command } from '../command-line/context.js';
import { claim } from '../instance/claim.js';
import { findInstance } from '../instance/instance.js';
import { endLeftovers } from '../supervisor/end-leftovers.js';

export interface ResetResult {
  readonly instance: string;
  /** Null when there was nothing to delete. */
  readonly deleted: string | null;
}

/** Refuses a running instance instead of stopping it, so that one command cannot delete data that is in use. */
export const reset: Command<{ instance: string; yes?: boolean }, ResetResult> = {
  async run(input, context) {
    const instance = findInstance(context.root, input.instance);
    if (!existsSync(instance.folder)) return { instance: instance.name, deleted: null };
    const release = claim(instance, 'supervisor');
    if (release === undefined) {
      throw new FairwayError('still_running', `The instance "${instance.name}" is running.`, {
        hint: 'Stop it first with `./fairway down`, then reset it.',
      });
    }
    try {
      if (input.yes !== true) {
        await confirm(`Delete all data, logs and secrets of "${instance.name}"?`, {
          stopping: context.stopping,
          refused: `Nothing was deleted: ${instance.folder} holds the data of "${instance.name}".`,
          hint: 'Confirm with `./fairway reset --yes`.',
        });
      }
      await endLeftovers(instance, context);
      await rm(instance.folder, { recursive: true, force: true });
    } finally {
      release();
    }
    return { instance: instance.name, deleted: instance.folder };
  },

  render: ({ instance, deleted }, style) =>
    deleted === null
      ? `● the instance "${instance}" has no data · next: ./fairway up`
      : `${style.green('✓')} deleted data, logs and secrets of "${instance}" · next: ./fairway up starts with an empty platform`,
};
