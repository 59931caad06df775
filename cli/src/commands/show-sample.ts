import type { Context } from '../command-line/context.js';
import { renderError } from '../command-line/error-text.js';
import { asFairwayError } from '../command-line/fairway-error.js';
import type { Instance } from '../instance/instance.js';
import type { Ports } from '../instance/ports.js';
import type { Secrets } from '../instance/secrets.js';
import { readJourney } from '../journey/read-journey.js';
import { renderJourney } from '../journey/render-journey.js';
import { placeSampleOrder, sampleEmail } from '../public-api/sample-order.js';

/**
 * Sends one order through the platform that has just come up, and shows its journey.
 * A failure is shown, not thrown: a platform that is up is where to look for the cause.
 * @returns the order's id; null when it did not come through
 */
export async function showSample(instance: Instance, ports: Ports, secrets: Secrets, context: Context): Promise<string | null> {
  try {
    const gatewayUrl = `http://127.0.0.1:${ports.services['api-gateway']}`;
    const orderId = await placeSampleOrder(gatewayUrl, { email: sampleEmail, password: secrets.samplePassword }, process.pid);
    const journey = await readJourney(orderId, instance, ports, secrets);
    if (journey !== undefined) context.progress(`\n${renderJourney(journey, context.style)}\n`);
    return orderId;
  } catch (thrown) {
    const error = asFairwayError(thrown);
    context.progress(renderError(error, context.style));
    context.progress('! the sample order did not come through; the platform is up, so that you can look for the cause');
    return null;
  }
}
