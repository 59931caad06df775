import { productName, topicOf } from '@fairway/catalog';
import { asyncApiDocument, eventSchemas, openApiDocument, schemaBreaks } from '@fairway/contracts';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { readIfThere } from './marked-section.js';
import type { Rendering } from './rendered-file.js';

const folder = 'packages/contracts';
const schemaFolder = join(folder, 'schemas');
const json = (document: object) => `${JSON.stringify(document, null, 2)}\n`;

/** The contracts for readers of other languages than TypeScript. */
export function renderContractFiles(root: string): Rendering[] {
  const schemas = eventSchemas();
  return [
    ...schemas.map(({ file, schema }) => renderEventSchema(root, join(schemaFolder, file), schema)),
    ...globSync('*.json', { cwd: join(root, schemaFolder) })
      .filter((found) => schemas.every(({ file }) => file !== found))
      .map(leftSchema),
    { path: join(folder, 'openapi.json'), content: json(openApiDocument(productName)) },
    { path: join(folder, 'asyncapi.json'), content: json(asyncApiDocument(productName, topicOf)) },
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

/** A schema file whose event is gone. It may be gone by mistake, so a person decides. */
const leftSchema = (file: string): Rendering => ({
  path: join(schemaFolder, file),
  problem: `${join(schemaFolder, file)} describes an event that packages/contracts does not define.`,
  fix: 'Delete the file once no topic contains the event, or define the event again.',
});
