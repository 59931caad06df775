import { domain } from '@fairway/domain';
import type { Context } from '../command-line/context.js';
import { renderError } from '../command-line/error-text.js';
import { asFairwayError } from '../command-line/as-fairway-error.js';
import type { Instance } from '../instance/instance.js';
import type { Ports } from '../instance/ports.js';
import type { Secrets } from '../instance/secrets.js';
import { readJourney } from '../journey/read-journey.js';
import { renderJourney } from '../journey/render-journey.js';
import { RunningPlatform } from '../public-api/running-platform.js';

const sampleEmail = 'sample@fairway.example';

/**
 * Sends one sample through the platform that has just started and shows its journey. A failure is printed, not thrown,
 * so that the platform stays up for finding the cause.
 * @returns the sample's id; null when it failed
 */
export async function showSample(
  instance: Instance,
  ports: Ports,
  secrets: Secrets,
  context: Context,
): Promise<string | null> {
  const { name } = domain.entity;
  try {
    const platform = new RunningPlatform(ports, process.pid);
    const account = { email: sampleEmail, password: secrets.samplePassword };
    await platform.api.register(account, 'Sample');
    const id = await domain.sample(platform, await platform.api.login(account));
    const journey = await readJourney(id, context.root, instance, ports, secrets);
    if (journey !== undefined) context.progress(`\n${renderJourney(journey, domain.entity, context.style)}\n`);
    return id;
  } catch (thrown) {
    const error = asFairwayError(thrown);
    context.progress(renderError(error, context.style));
    context.progress(`! the sample ${name} failed; the platform stays up so that you can find the cause`);
    return null;
  }
}
