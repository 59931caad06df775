import { domain } from '@fairway/domain';
import { FairwayError } from '@fairway/errors';
import type { Command } from '../command-line/context.js';
import { requireRunning } from '../instance/find-running.js';
import { findInstance } from '../instance/instance.js';
import { ensureSecrets } from '../instance/secrets.js';
import { explainServerErrors } from '../instance/server-errors.js';
import type { Journey } from '../journey/journey.js';
import { readJourney } from '../journey/read-journey.js';
import { renderJourney } from '../journey/render-journey.js';

const { entity } = domain;

/** Every hop of one entity, from the public API to the last topic. */
export const journey: Command<{ instance: string; id: string }, Journey> = {
  async run({ id, ...input }, { root }) {
    const instance = findInstance(root, input.instance);
    const { ports } = requireRunning(instance);
    const found = await explainServerErrors(() => readJourney(id, root, instance, ports, ensureSecrets(instance)));
    if (found !== undefined) return found;
    throw new FairwayError('not_found', `There is no ${entity.name} ${id} in the instance "${instance.name}".`, {
      hint: entity.idHint,
    });
  },

  render: (result, style) =>
    `${renderJourney(result, entity, style)}\nnext: ./fairway logs --grep ${result[entity.idName]}`,
};
