import { sampleExpression } from '../event-sample.js';
import { camelCase, lines, pascalCase } from '../names.js';
import type { ServicePlan } from '../service-plan.js';

const handlerClass = (type: string): string => `Keep${pascalCase(type)}`;

/** What keeps the events that a service consumes; files under `src/`, by path. */
export function handlerFiles(plan: ServicePlan): Record<string, string> {
  const handlers = plan.consumes.map(({ type }) => handlerClass(type));
  return {
    'received-events/received-events.repository.ts': repository,
    'received-events/keep-events.handlers.ts': handlersFile(plan),
    'received-events/received-events.module.ts': `import { Module } from '@nestjs/common';
import { ${handlers.join(', ')} } from './keep-events.handlers.js';
import { ReceivedEventsRepository } from './received-events.repository.js';

@Module({ providers: [ReceivedEventsRepository, ${handlers.join(', ')}] })
export class ReceivedEventsModule {}
`,
  };
}

const repository = `import type { HandledEvent } from '@fairway/messaging';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

// One statement for any number of events. Sorted, so that two transactions cannot deadlock.
const insertNew = \`
  WITH inserted AS (
    INSERT INTO received_events (id, type, key, occurred_at)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) AS rows (id, type, key, occurred_at)
    ORDER BY id
    ON CONFLICT (id) DO NOTHING
    RETURNING id
  )
  SELECT id FROM inserted\`;

@Injectable()
export class ReceivedEventsRepository {
  /** Returns the ids of those that were not there before. */
  async insertNew(manager: EntityManager, events: readonly HandledEvent[]): Promise<Set<string>> {
    const rows: { id: string }[] = await manager.query(insertNew, [
      events.map(({ id }) => id),
      events.map(({ type }) => type),
      events.map(({ key }) => key),
      events.map(({ time }) => time),
    ]);
    return new Set(rows.map(({ id }) => id));
  }
}
`;

/** A service with routes publishes from there. */
function handlersFile({ name, consumes, hasRoutes, produces: declared }: ServicePlan): string {
  const produces = hasRoutes ? [] : declared;
  const publishes = produces.length > 0;
  const constants = [...consumes, ...produces].map(({ type }) => camelCase(type));
  const sources = { uuid: 'id', dateTime: 'new Date().toISOString()' };
  const adds = produces.map(
    (event) =>
      `await this.outbox.add(manager, ${camelCase(event.type)}, ${sampleExpression(event, sources)}, context);`,
  );
  const needsId = adds.some((line) => /\bid\b/.test(line));
  const work = publishes
    ? `const isNew = await this.received.insertNew(manager, events);
    // Once per id, also within the batch. The context makes what follows part of the event's trace.
    const fresh = events.filter((event) => isNew.delete(event.id));
    for (const { ${needsId ? 'id, ' : ''}context } of fresh) {
      ${adds.join('\n      ')}
    }`
    : 'await this.received.insertNew(manager, events);';
  return `${lines(
    publishes && `import type { Produced } from '@fairway/catalog';`,
    `import { ${[...new Set(constants)].toSorted().join(', ')} } from '@fairway/contracts';`,
    `import ${publishes ? '{ type HandledEvent, Outbox }' : 'type { HandledEvent }'} from '@fairway/messaging';`,
  )}
import { HandlesEvent } from '@fairway/service-kit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ReceivedEventsRepository } from './received-events.repository.js';

/** Runs in the transaction that also records the events as handled: all of it happens once, or nothing does. */
@Injectable()
abstract class KeepEvents {
  constructor(
    private readonly received: ReceivedEventsRepository,
    ${publishes ? `private readonly outbox: Outbox<Produced<'${name}'>>,` : ''}
  ) {}

  async handle(events: readonly HandledEvent[], manager: EntityManager): Promise<void> {
    ${work}
  }
}

${consumes.map(({ type }) => `@HandlesEvent(${camelCase(type)})\nexport class ${handlerClass(type)} extends KeepEvents {}`).join('\n\n')}
`;
}
