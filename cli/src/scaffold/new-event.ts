import { catalog } from '@fairway/catalog';
import { allEvents } from '@fairway/contracts';
import { refuseIf, camelCase } from './names.js';
import { ChangeSet } from './change-set.js';
import { contractsFolder } from './service-changes.js';
import { addExportAll, addImport, append } from './source-edits.js';

/** The contract of an event on a topic. @throws FairwayError usage */
export function eventChanges(root: string, type: string, topic: string): ChangeSet {
  const constant = camelCase(type);
  refuseIf(
    [
      ...(/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/.test(type)
        ? []
        : [`'${type}' is not a valid event name: use what it is about, a dot and what happened, as in parcel.sent`]),
      ...(allEvents.some((event) => event.type === type) ? [`There is an event ${type} already`] : []),
      ...(allEvents.some((event) => event.type !== type && camelCase(event.type) === constant)
        ? [`Another event has the name ${constant} in the sources`]
        : []),
    ],
    'Choose another name.',
  );
  refuseIf(
    Object.hasOwn(catalog.topics, topic) ? [] : [`There is no topic ${topic}`],
    `Topics are: ${Object.keys(catalog.topics).join(', ')}. A new one: ./fairway new topic ${topic}`,
  );
  const { key } = catalog.topics[topic as keyof typeof catalog.topics];
  const [subject = type] = type.split('.');
  const file = `${subject}-events`;
  const path = `${contractsFolder}/${file}.ts`;
  const changes = new ChangeSet(root);
  const definition = contract(type, key);
  if (changes.has(path))
    changes.edit(path, (text) => {
      const withImports = addImport(addImport(text, 'z', 'zod'), 'defineEvent', '../events/event.js');
      return `${withImports}\n${definition}`;
    });
  else
    changes.create(
      path,
      `import { z } from 'zod';\nimport { defineEvent } from '../events/event.js';\n\n${definition}`,
    );
  changes.edit(`${contractsFolder}/index.ts`, (text) => addExportAll(text, `./${file}.js`));
  changes.edit(`${contractsFolder}/events.ts`, (text) =>
    append(addImport(text, constant, `./${file}.js`), ['domainEvents'], constant),
  );
  changes.edit('catalog/src/topics.ts', (text) =>
    append(addImport(text, constant, '@fairway/contracts'), ['topics', topic, 'events'], constant),
  );
  return changes;
}

/** Its data: the key of its topic, and when it happened. */
function contract(type: string, key: string): string {
  const [subject = '', happened = ''] = type.split('.');
  const keyField = camelCase(key);
  const timeField = camelCase(`${happened}-at`);
  const words = `${subject} ${happened}`.replaceAll('-', ' ');
  const logged = keyField.endsWith('Id') ? `({ ${keyField} }) => ({ ${keyField} })` : '() => ({})';
  const description = `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
  return `/** ${description} */
export const ${camelCase(type)} = defineEvent({
  type: '${type}',
  version: 1,
  data: z.object({
    ${keyField}: z.uuid().describe('Key of the record: events with the same one stay in order.'),
    ${timeField}: z.iso.datetime().describe('When it happened, UTC.'),
  }).meta({
    description: '${description}',
    examples: [{ ${keyField}: '0198c0de-7f3a-7000-8000-5ca1ab1e0001', ${timeField}: '2026-01-01T00:00:00.000Z' }],
  }),
  key: ({ ${keyField} }) => ${keyField},
  logFields: ${logged},
});
`;
}
