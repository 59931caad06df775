import { topicOf } from '@fairway/catalog';
import type { EventType } from '@fairway/contracts';
import { sampleExpression } from '../event-sample.js';
import { camelCase, lines } from '../names.js';
import type { ServicePlan } from '../service-plan.js';

/** Its integration test: the built service on real servers. */
export function serviceTest(plan: ServicePlan): string {
  const { name, path, hasRoutes, database, consumes, produces } = plan;
  const usesKafka = consumes.length + produces.length > 0;
  const servers = [
    ...(database === undefined ? [] : ['postgres']),
    ...(usesKafka ? ['kafka'] : []),
    ...(hasRoutes ? ['issuer'] : []),
  ];
  const starts: Record<string, string> = {
    postgres: 'testbed.postgres()',
    kafka: 'testbed.kafka()',
    issuer: 'TokenIssuer.start()',
  };
  const types: Record<string, string> = { postgres: 'TestPostgres', kafka: 'TestKafka', issuer: 'TokenIssuer' };
  const topics = [...new Set([...consumes, ...produces].map(({ type }) => topicOf(type as EventType)))];
  const imported = [
    'Testbed',
    ...servers.map((server) => (server === 'issuer' ? 'TokenIssuer' : `type ${types[server]}`)),
    ...(usesKafka ? ['eventually'] : []),
    ...(consumes.length > 0 ? ['eventRecord'] : []),
    ...(hasRoutes ? ['type TestService'] : []),
  ];
  const [only] = servers;
  const started =
    servers.length === 1
      ? `${only} = await ${starts[only ?? '']};`
      : `[${servers.join(', ')}] = await Promise.all([${servers.map((server) => starts[server]).join(', ')}]);`;
  return `${lines(
    `import { randomUUID } from 'node:crypto';`,
    usesKafka && `import { ${importedEvents(plan).join(', ')} } from '@fairway/contracts';`,
    produces.length > 0 && `import { headerOf } from '@fairway/messaging';`,
  )}
import { ${imported.join(', ')} } from '@fairway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let testbed: Testbed;
${servers.map((server) => `let ${server}: ${types[server]};`).join('\n')}
${hasRoutes ? 'let service: TestService;' : ''}

beforeAll(async () => {
  testbed = await Testbed.open();
  ${started}
  ${usesKafka ? `await kafka.createTopics([${topics.map((topic) => `'${topic}', '${topic}.dlq'`).join(', ')}], 1);` : ''}
  ${hasRoutes ? 'service = ' : ''}await testbed.service('${name}', {
    ${hasRoutes ? '...issuer.environment,' : `TOKEN_ISSUER: 'https://auth.test',`}
    ${database === undefined ? '' : `DATABASE_URL: await postgres.createDatabase('${database}'),`}
    ${usesKafka ? 'KAFKA_BROKERS: kafka.bootstrapServer,' : ''}
  });
});

afterAll(async () => {
  await testbed.close();
  ${hasRoutes ? 'await issuer.stop();' : ''}
});
${hasRoutes ? routeTests(plan, path) : ''}
${consumes.length > 0 ? handlerTests(plan) : ''}
`;
}

function importedEvents({ consumes, produces }: ServicePlan): string[] {
  return [...new Set([...consumes, ...produces].map(({ type }) => camelCase(type)))].toSorted();
}

function routeTests({ database, produces }: ServicePlan, path: string): string {
  const send = `
const send = async (accountId: string, init: RequestInit = {}) =>
  fetch(\`\${service.url}${path}\`, {
    ...init,
    headers: {
      authorization: \`Bearer \${await issuer.tokenFor(accountId)}\`,
      ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
  });
`;
  const unauthorized = `
  it('answers 401 without a token', async () => {
    const answer = await fetch(\`\${service.url}${path}\`);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: 'token_missing' });
  });`;
  if (database === undefined)
    return `${send}
describe('GET ${path}', () => {
  it('greets the account', async () => {
    const accountId = randomUUID();
    const answer = await send(accountId);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ text: \`Hello, \${accountId}\` });
  });
${unauthorized}
});
`;
  return `${send}
const create = (accountId: string, body: unknown) => send(accountId, { method: 'POST', body: JSON.stringify(body) });

describe('POST ${path}', () => {
  it('answers 201 with the entry, which is in the list of its account and of no other', async () => {
    const accountId = randomUUID();
    const answer = await create(accountId, { text: 'first' });
    expect(answer.status).toBe(201);
    const entry = await answer.json();
    expect(entry).toEqual({ id: expect.any(String), text: 'first', createdAt: expect.any(String) });
    expect(await (await send(accountId)).json()).toEqual({ items: [entry] });
    expect(await (await send(randomUUID())).json()).toEqual({ items: [] });
  });

  it('answers 400 to a body that the contract does not take', async () => {
    const answer = await create(randomUUID(), { text: '' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'validation_failed' });
  });
${produces.map(({ type }) => publishedTest(type, database)).join('\n')}
});

describe('GET ${path}', () => {${unauthorized}
});
`;
}

function publishedTest(type: string, database: string): string {
  return `
  it('publishes ${type} for each entry', async () => {
    const records = await kafka.follow('${topicOf(type as EventType)}');
    await create(randomUUID(), { text: 'second' });
    const entries = await postgres.query('${database}', 'SELECT id FROM entries');
    await eventually(() => ${countOf(type)} === entries.length);
  });`;
}

function handlerTests({ database, consumes, produces, hasRoutes }: ServicePlan): string {
  const sources = { uuid: 'randomUUID()', dateTime: 'new Date().toISOString()' };
  const once = consumes.map(
    (event) => `
  it('keeps ${event.type} once, however often it comes', async () => {
    const [first, last] = [randomUUID(), randomUUID()];
    const data = ${sampleExpression(event, sources)};
    const record = (id: string) => eventRecord(${camelCase(event.type)}, data, id);
    await kafka.produce([record(first), record(first), record(last)]);
    await eventually(async () => (await kept([last])).length === 1);
    expect((await kept([first, last])).sort()).toEqual([first, last].sort());
  });`,
  );
  const published = (hasRoutes ? [] : produces).map(
    ({ type }) => `
  it('publishes ${type} once for each event that it keeps', async () => {
    const records = await kafka.follow('${topicOf(type as EventType)}');
    const rows = await postgres.query('${database}', 'SELECT id FROM received_events');
    await eventually(() => ${countOf(type)} >= rows.length);
    expect(${countOf(type)}).toBe(rows.length);
  });`,
  );
  return `
/** Those of the ids whose events are in the table, as often as they are. */
async function kept(ids: readonly string[]): Promise<string[]> {
  const rows = await postgres.query('${database}', 'SELECT id FROM received_events WHERE id = ANY ($1)', [ids]);
  return rows.map(({ id }) => String(id));
}

describe('the events that it handles', () => {${[...once, ...published].join('\n')}
});
`;
}

const countOf = (type: string) =>
  `records.filter((record) => headerOf(record, 'ce_type')?.toString() === ${camelCase(type)}.type).length`;
