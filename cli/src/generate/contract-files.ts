import { topicOf } from '@fairway/catalog';
import { asyncApiDocument, eventSchemas, openApiDocument, schemaBreaks } from '@fairway/contracts';
import { join } from 'node:path';
import { readIfThere } from './marked-section.js';
import type { Rendering } from './rendered-file.js';

const folder = 'packages/contracts';
const json = (document: object) => `${JSON.stringify(document, null, 2)}\n`;

/** The contracts for readers of other languages than TypeScript. */
export function renderContractFiles(root: string): Rendering[] {
  return [
    ...eventSchemas().map(({ file, schema }) => renderEventSchema(root, join(folder, 'schemas', file), schema)),
    { path: join(folder, 'openapi.json'), content: json(openApiDocument()) },
    { path: join(folder, 'asyncapi.json'), content: json(asyncApiDocument(topicOf)) },
  ];
}

/** A published version of an event may only grow, because topics hold records of it and consumers read them. */
function renderEventSchema(root: string, path: string, schema: Record<string, unknown>): Rendering {
  const published = readIfThere(join(root, path));
  // A new schema is compared with itself, because its readers must be able to read later versions.
  const breaks = schemaBreaks(
    published === undefined ? schema : (JSON.parse(published) as Record<string, unknown>),
    schema,
  );
  if (breaks.length === 0) return { path, content: json(schema) };
  return {
    path,
    problem: `${path} would break its readers: ${breaks.join('; ')}`,
    fix: 'Undo the change, or define the event with the next version.',
  };
}
