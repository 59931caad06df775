import { allEvents } from '@fairway/contracts';
import { FairwayError } from '@fairway/errors';
import { ask } from './ask.js';
import { type ServiceKind, serviceKinds, type ServiceRequest } from './service-plan.js';

/** As the command line has it. */
export interface ServiceOptions {
  readonly name: string | undefined;
  readonly kind?: ServiceKind;
  readonly database?: boolean;
  readonly consumes?: readonly string[];
  readonly produces?: readonly string[];
  readonly public?: boolean;
}

/** Asks only for what is missing, and cannot be left out. */
export async function serviceRequest(options: ServiceOptions, stopping: AbortSignal): Promise<ServiceRequest> {
  const name = options.name ?? (await askForName(stopping));
  const kind = options.kind ?? (await askForKind(stopping));
  const consumes = options.consumes ?? (kind === 'http' ? [] : await askForEvents(kind, stopping));
  const produces = options.produces ?? [];
  const needsDatabase = consumes.length + produces.length > 0;
  const database = options.database ?? (needsDatabase && (await askForDatabase(stopping)));
  return { name, kind, database, consumes, produces, isPublic: options.public ?? false };
}

const askForName = (stopping: AbortSignal) =>
  ask('Name of the service, for example parcel-service:', {
    missing: 'The service has no name.',
    hint: './fairway new service NAME',
    stopping,
  });

async function askForKind(stopping: AbortSignal): Promise<ServiceKind> {
  const answer = await ask(`Kind (${serviceKinds.join(', ')}):`, {
    missing: '--kind is missing.',
    hint: 'Add --kind http (it answers requests), --kind worker (it handles events) or --kind both.',
    stopping,
  });
  const kind = serviceKinds.find((one) => one === answer);
  if (kind !== undefined) return kind;
  throw new FairwayError('usage', `"${answer}" is not a kind of service.`, {
    hint: `There are ${serviceKinds.join(', ')}.`,
  });
}

async function askForEvents(kind: ServiceKind, stopping: AbortSignal): Promise<string[]> {
  const known = allEvents.map(({ type }) => type).join(', ');
  const answer = await ask(`Events that it handles, with commas between them\n(${known}):`, {
    missing: `--consumes is missing: a service of kind ${kind} handles events.`,
    hint: `Add --consumes EVENT,...; events are: ${known}.`,
    stopping,
  });
  return answer.split(/[\s,]+/).filter((type) => type !== '');
}

async function askForDatabase(stopping: AbortSignal): Promise<boolean> {
  const answer = await ask('The outbox and the inbox are tables in a database of the service. Give it one? [Y/n]', {
    missing: '--database is missing: the outbox and the inbox are tables in a database of the service.',
    hint: 'Add --database.',
    stopping,
  });
  return /^(y(es)?)?$/i.test(answer);
}
