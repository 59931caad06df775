import { catalog, catalogProblems, type Topic } from '@fairway/catalog';
import { ChangeSet } from './change-set.js';
import { refuseIf, requireKebabCase } from './names.js';
import { append } from './source-edits.js';

/** A topic without events. @throws FairwayError usage */
export function topicChanges(root: string, name: string, key = `${singular(name)} id`): ChangeSet {
  requireKebabCase('topic', name);
  const topic: Topic = { partitions: 3, retentionMs: 1, key, events: [], dlq: { retentionMs: 1 } };
  refuseIf(
    [
      ...(Object.hasOwn(catalog.topics, name)
        ? [`There is a topic ${name} already`]
        : catalogProblems({ ...catalog, topics: { ...catalog.topics, [name]: topic } })),
      ...(/^[a-z]+( [a-z]+)*$/.test(key)
        ? []
        : [`"${key}" is not a valid key: use lower-case letters and single spaces, as in "parcel id"`]),
    ],
    'Choose another name.',
  );
  const property = /^[a-z][a-z0-9]*$/.test(name) ? name : `'${name}'`;
  const changes = new ChangeSet(root);
  changes.edit('catalog/src/topics.ts', (text) =>
    append(text, ['topics'], `${property}: { partitions: 3, retentionMs: daysMs(7), key: '${key}', events: [], dlq }`),
  );
  return changes;
}

const singular = (name: string) =>
  name
    .replaceAll('-', ' ')
    .replace(/ies$/, 'y')
    .replace(/([^s])s$/, '$1');
