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
export async function serviceRequest(options: ServiceOptions): Promise<ServiceRequest> {
  const name = options.name ?? (await askForName());
  const kind = options.kind ?? (await askForKind());
  const consumes = options.consumes ?? (kind === 'http' ? [] : await askForEvents(kind));
  const produces = options.produces ?? [];
  const needsDatabase = consumes.length + produces.length > 0;
  const database = options.database ?? (needsDatabase && (await askForDatabase()));
  return { name, kind, database, consumes, produces, isPublic: options.public ?? false };
}

const askForName = () =>
  ask('Name of the service, for example parcel-service:', {
    message: 'The service has no name.',
    hint: './fairway new service NAME',
  });

async function askForKind(): Promise<ServiceKind> {
  const answer = await ask(`Kind (${serviceKinds.join(', ')}):`, {
    message: '--kind is missing.',
    hint: 'Add --kind http (it answers requests), --kind worker (it handles events) or --kind both.',
  });
  const kind = serviceKinds.find((one) => one === answer);
  if (kind !== undefined) return kind;
  throw new FairwayError('usage', `"${answer}" is not a kind of service.`, {
    hint: `There are ${serviceKinds.join(', ')}.`,
  });
}

async function askForEvents(kind: ServiceKind): Promise<string[]> {
  const known = allEvents.map(({ type }) => type).join(', ');
  const answer = await ask(`Events that it handles, with commas between them\n(${known}):`, {
    message: `--consumes is missing: a service of kind ${kind} handles events.`,
    hint: `Add --consumes EVENT,...; events are: ${known}.`,
  });
  return answer.split(/[\s,]+/).filter((type) => type !== '');
}

async function askForDatabase(): Promise<boolean> {
  const answer = await ask('The outbox and the inbox are tables in a database of the service. Give it one? [Y/n]', {
    message: '--database is missing: the outbox and the inbox are tables in a database of the service.',
    hint: 'Add --database.',
  });
  return /^(y(es)?)?$/i.test(answer);
}
