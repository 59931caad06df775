import { productName, topicOf } from '@fairway/catalog';
import { asyncApiDocument, eventSchemas, openApiDocument, schemaBreaks } from '@fairway/contracts';
import { Git } from '@fairway/deploy';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { readIfThere } from './marked-section.js';
import type { Rendering } from './rendered-file.js';

const folder = 'packages/contracts';
const schemaFolder = join(folder, 'schemas');
const json = (document: object) => `${JSON.stringify(document, null, 2)}\n`;

/** The contracts for readers of other languages than TypeScript. */
export async function renderContractFiles(root: string): Promise<Rendering[]> {
  const schemas = eventSchemas();
  const published = await publishedSchemas(root);
  return [
    ...schemas.map(({ file, schema }) => renderEventSchema(join(schemaFolder, file), schema, published)),
    ...globSync('*.json', { cwd: join(root, schemaFolder) })
      .filter((found) => schemas.every(({ file }) => file !== found))
      .map(leftSchema),
    { path: join(folder, 'openapi.json'), content: json(openApiDocument(productName)) },
    { path: join(folder, 'asyncapi.json'), content: json(asyncApiDocument(productName, topicOf)) },
  ];
}

type Published = (path: string) => string | undefined;

/**
 * Published is what is committed: a schema that never was has no readers, so a person may work on it. HEAD rather than the
 * branch of others, because every clone has it, also one of a pipeline, whatever that branch and its remote are called.
 * Without git, the files stand for what was committed.
 */
async function publishedSchemas(root: string): Promise<Published> {
  const git = new Git(root, process.env);
  const listed = await git.try(['ls-tree', '--name-only', 'HEAD', `${schemaFolder}/`]).catch(() => undefined);
  if (listed?.exitCode !== 0) return (path) => readIfThere(join(root, path));
  const paths = listed.stdout.split('\n').filter((path) => path !== '');
  const committed = new Map(
    await Promise.all(paths.map(async (path) => [path, await git.run(['show', `HEAD:./${path}`])] as const)),
  );
  return (path) => committed.get(path);
}

/** A published version of an event may only grow, because topics hold records of it and consumers read them. */
function renderEventSchema(path: string, schema: Record<string, unknown>, published: Published): Rendering {
  const before = published(path);
  // A new schema is compared with itself, because its readers must be able to read later versions.
  const breaks = schemaBreaks(before === undefined ? schema : (JSON.parse(before) as Record<string, unknown>), schema);
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
