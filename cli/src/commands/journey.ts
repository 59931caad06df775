import type { Command } from '../command-line/context.js';
import { FairwayError } from '../command-line/fairway-error.js';
import { requireRunning } from '../instance/find-running.js';
import { findInstance } from '../instance/instance.js';
import { ensureSecrets } from '../instance/secrets.js';
import { explainServerErrors } from '../instance/server-errors.js';
import type { Journey } from '../journey/journey.js';
import { readJourney } from '../journey/read-journey.js';
import { renderJourney } from '../journey/render-journey.js';

/** Every hop of one order, from the public door to the last topic. */
export const journey: Command<{ instance: string; orderId: string }, Journey> = {
  async run({ orderId, ...input }, { root }) {
    const instance = findInstance(root, input.instance);
    const { ports } = requireRunning(instance);
    const found = await explainServerErrors(() => readJourney(orderId, instance, ports, ensureSecrets(instance)));
    if (found !== undefined) return found;
    throw new FairwayError('not_found', `There is no order ${orderId} in the instance "${instance.name}".`, {
      hint: 'Take the id from the answer of POST /api/orders, or list orders with GET /api/orders.',
    });
  },

  render: (result, style) => `${renderJourney(result, style)}\nnext: ./fairway logs --grep ${result.orderId}`,
};
