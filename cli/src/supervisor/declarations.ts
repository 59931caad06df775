import { allTopics, catalog, type DeclaredService, nodeArguments, settingsIn, usesKafka } from '@fairway/catalog';
import { FairwayError } from '@fairway/errors';
import { execFile } from 'node:child_process';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { asFairwayError } from '../command-line/as-fairway-error.js';
import { requireSoundCatalog } from '../repository/require-sound-catalog.js';

interface CatalogDocument {
  readonly facts: string;
  readonly mistakes: string | undefined;
}

/** What a run has read from the catalogue at its start, as text to compare. */
function catalogFacts(): string {
  return JSON.stringify([
    Object.entries<DeclaredService>(catalog.services).map(([name, service]) => {
      const { kind, portOffset, calls, database, secrets } = service;
      const settings = settingsIn('local', service, (server) => server);
      const started = [usesKafka(service), nodeArguments(service)];
      return { name, kind, portOffset, calls, database, secrets, settings, started };
    }),
    allTopics(catalog.topics),
    catalog.databases,
    catalog.secrets,
    catalog.standIns,
  ]);
}

/** @public called by a process that loads the catalogue as it is now */
export function catalogDocument(root: string): string {
  let mistakes: string | undefined;
  try {
    requireSoundCatalog(root);
  } catch (error) {
    mistakes = asFairwayError(error).cause;
  }
  return JSON.stringify({ facts: catalogFacts(), mistakes } satisfies CatalogDocument);
}

/**
 * Whether the catalogue on the disk gives a run something else than this run has, such as a service or an address.
 * @throws FairwayError when a run with it would not start
 */
export async function catalogDiffers(root: string, signal: AbortSignal): Promise<boolean> {
  const module = pathToFileURL(join(root, 'cli', 'dist', 'src', 'supervisor', 'declarations.js')).href;
  const program = `import('${module}').then((it) => process.stdout.write(it.catalogDocument(${JSON.stringify(root)})))`;
  const { stdout, stderr } = await run(root, ['--eval', program], signal);
  if (signal.aborted) return false;
  if (stdout === '') throw unusable('does not load', stderr.trim());
  const { facts, mistakes } = JSON.parse(stdout) as CatalogDocument;
  if (mistakes !== undefined) throw unusable('has mistakes', mistakes);
  return facts !== catalogFacts();
}

const unusable = (what: string, cause: string) =>
  new FairwayError('failed', `The catalogue ${what}; the services keep running the code before it.`, {
    cause,
    hint: '',
  });

interface GenerateDocument {
  readonly data?: { readonly changed: readonly string[]; readonly problems: readonly { readonly problem: string }[] };
  readonly error?: { readonly message: string; readonly cause: string | null };
}

/** Lines that say what to do after a change of the catalogue or the contracts; empty when there is nothing to do. */
export async function declarationNotices(root: string, signal: AbortSignal): Promise<string[]> {
  const args = [join(root, 'cli', 'dist', 'src', 'main.js'), 'generate', '--check', '--json'];
  const { stdout } = await run(root, args, signal);
  // Without a document, the code does not load; the services have said so.
  if (stdout === '' || signal.aborted) return [];
  const { data, error } = JSON.parse(stdout) as GenerateDocument;
  return [
    ...(error === undefined ? [] : [[error.message, error.cause ?? ''].join(' ')]),
    ...(data?.problems ?? []).map(({ problem }) => problem),
    ...(data === undefined || data.changed.length === 0
      ? []
      : [`what is rendered is out of date: ${data.changed.join(', ')} · npm run generate`]),
  ];
}

/** Runs one of our programs at a lower priority than the services. */
function run(root: string, args: readonly string[], signal: AbortSignal): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, { cwd: root, signal }, (_, stdout, stderr) =>
      resolve({ stdout, stderr }),
    );
    if (child.pid === undefined) return;
    try {
      setPriority(child.pid, 10);
    } catch {
      // It has ended already.
    }
  });
}
