import type { Catalog, Database, Service, Topic } from './model.js';

type Shape<Entry> = { readonly [Field in keyof Entry]-?: (value: unknown) => boolean };

const isText = (value: unknown) => typeof value === 'string' && value !== '';
const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText);
const isCount = (value: unknown) => Number.isInteger(value) && (value as number) > 0;

const serviceShape: Shape<Service> = {
  description: isText,
  kind: (value) => ['edge', 'http', 'worker'].includes(value as string),
  portOffset: (value) => Number.isInteger(value),
  calls: isTexts,
  produces: isTexts,
  consumes: isTexts,
  database: (value) => value === null || isText(value),
  secrets: isTexts,
  heapMb: (value) => isCount(value) && (value as number) >= 256,
};

const topicShape: Shape<Topic> = {
  partitions: isCount,
  retentionMs: isCount,
  key: isText,
  events: (value) => Array.isArray(value),
  dlq: (value) => isCount((value as Topic['dlq'] | undefined)?.retentionMs),
};

const databaseShape: Shape<Database> = { role: isText };

/** Fields that are missing or no value of their kind: the build strips the types, so nothing else would tell before the code that reads them. */
export function shapeProblems({ services, topics, databases }: Catalog): string[] {
  return [
    ...problemsOf('services.ts', services, serviceShape),
    ...problemsOf('topics.ts', topics, topicShape),
    ...problemsOf('databases.ts', databases, databaseShape),
  ];
}

function problemsOf<Entry extends object>(file: string, entries: Readonly<Record<string, Entry>>, shape: Shape<Entry>): string[] {
  const fields = Object.keys(shape) as (keyof Entry & string)[];
  return Object.entries(entries).flatMap(([name, entry]) =>
    fields.filter((field) => !shape[field](entry[field])).map((field) => `${name} in ${file} has no valid "${field}"; model.ts says what it is`),
  );
}
