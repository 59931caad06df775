import { catalog, standInNames, standInOf } from '@fairway/catalog';
import { execFile } from 'node:child_process';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Everything that a run reads from the catalogue at its start, as text to compare. The schemas of events are left out,
 * because only the services read them.
 * @public called by a process that has the new catalogue
 */
export function catalogFacts(): string {
  return JSON.stringify({ catalog, standIns: standInNames.map(standInOf) }, (key, value: unknown) =>
    key === 'data' ? undefined : value,
  );
}

interface GenerateDocument {
  readonly data?: { readonly changed: readonly string[]; readonly problems: readonly { readonly problem: string }[] };
  readonly error?: { readonly message: string; readonly cause: string | null };
}

/** Lines that say what to do after a change of the catalogue or the contracts; empty when there is nothing to do. */
export async function declarationNotices(root: string, signal: AbortSignal): Promise<string[]> {
  const module = pathToFileURL(join(root, 'cli', 'dist', 'src', 'supervisor', 'declarations.js')).href;
  const facts = await run(
    root,
    ['--eval', `import('${module}').then((it) => process.stdout.write(it.catalogFacts()))`],
    signal,
  );
  const rendered = await run(
    root,
    [join(root, 'cli', 'dist', 'src', 'main.js'), 'generate', '--check', '--json'],
    signal,
  );
  // Without a document, the code does not load; the services have said so.
  if (facts === '' || rendered === '' || signal.aborted) return [];
  const { data, error } = JSON.parse(rendered) as GenerateDocument;
  return [
    ...(error === undefined ? [] : [[error.message, error.cause ?? ''].join(' ')]),
    ...(data?.problems ?? []).map(({ problem }) => problem),
    ...(data === undefined || data.changed.length === 0
      ? []
      : [`what is rendered is out of date: ${data.changed.join(', ')} · npm run generate`]),
    ...(facts === catalogFacts()
      ? []
      : ['the platform runs on the catalogue as it was at its start · Ctrl-C, and npm run dev, to run on the new one']),
  ];
}

/** The standard output of one of our programs, which runs at a lower priority than the services. */
function run(root: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, { cwd: root, signal }, (_, stdout) => resolve(stdout));
    if (child.pid === undefined) return;
    try {
      setPriority(child.pid, 10);
    } catch {
      // It has ended already.
    }
  });
}
