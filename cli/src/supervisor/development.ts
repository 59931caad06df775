import { FairwayError } from '@fairway/errors';
import type { ServerProcess } from '@fairway/local-servers';
import { execFile } from 'node:child_process';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { asFairwayError } from '../command-line/as-fairway-error.js';
import type { Context } from '../command-line/context.js';
import { counted } from '../command-line/counted.js';
import { renderError } from '../command-line/error-text.js';
import type { Instance } from '../instance/instance.js';
import { workspacesOf, workspacesUsing } from '../repository/workspaces.js';
import { SourceFiles } from '../watch/source-files.js';
import { watchFolders, type FolderWatch } from '../watch/watch-folders.js';
import { catalogDiffers, declarationNotices } from './declarations.js';
import type { Restart } from './restartable-process.js';
import type { Run } from './run.js';
import type { DevelopmentRun, Inspected } from './platform-options.js';
import { startTypeChecker } from './type-checker.js';

const runProgram = promisify(execFile);

// The rendered files follow from these.
const declarations = /^(catalog|packages\/contracts)\//;

/** Compiles what is saved and restarts what runs it, while everything else stays up. */
export class Development implements DevelopmentRun {
  readonly inspected: Inspected | undefined;
  readonly #context: Context;
  readonly #sources: SourceFiles;
  readonly #watch: FolderWatch;
  readonly #uncompiled = new Set<string>();
  readonly #closed = new AbortController();
  readonly #outdated = new AbortController();
  #run: Run | undefined;
  #typeChecker: ServerProcess | undefined;
  #round: Promise<void> = Promise.resolve();
  #check = new AbortController();
  /** The catalogue was saved, and has not been found to be the same as at the start of this run. */
  #catalogSaved = false;

  /** Looks at the sources from now on, so that nothing is lost that is saved while the platform starts. */
  constructor(inspected: Inspected | undefined, context: Context) {
    this.inspected = inspected;
    this.#context = context;
    this.#sources = new SourceFiles(context.root);
    this.#watch = watchFolders(() => this.#sources.folders(), {
      onChange: (sinceMs) => this.#saved(sinceMs),
      onError: (error) => this.report(error),
    });
  }

  /** Aborted when only a new run can use what was saved: the catalogue differs from the one that this run has loaded. */
  get outdated(): AbortSignal {
    return this.#outdated.signal;
  }

  get printsLogs(): boolean {
    return this.#run !== undefined;
  }

  /** From now on, the logs of all processes are printed. */
  async begin(run: Run, instance: Instance): Promise<void> {
    this.#run = run;
    this.#typeChecker = await startTypeChecker(this.#context.root, instance, run.watchdog);
    // What was saved since the construction.
    this.#saved(performance.now());
    void this.#checkDeclarations();
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#watch.close();
    await Promise.all([this.#typeChecker?.stop(), this.#round]);
  }

  /** Reports the error of a service that did not start. The others continue. */
  report(thrown: unknown): void {
    if (this.#closed.signal.aborted) return;
    const { code, message, cause } = asFairwayError(thrown);
    const error = new FairwayError(code, message, { cause, hint: 'Save a correction, and it is tried again.' });
    this.#context.progress(renderError(error, this.#context.style));
  }

  /** One round at a time; it takes all that was saved until it begins. */
  #saved(sinceMs: number): void {
    const run = this.#run;
    if (run === undefined) return;
    this.#round = this.#round.then(() => this.#compileAndRestart(run, sinceMs)).catch((error) => this.report(error));
  }

  async #compileAndRestart(run: Run, sinceMs: number): Promise<void> {
    const changes = this.#sources.changes();
    if (changes.length === 0 || this.#closed.signal.aborted || this.outdated.aborted) return;
    for (const file of changes) this.#uncompiled.add(file);
    await compile(this.#context.root, [...this.#uncompiled]);
    const files = [...this.#uncompiled];
    this.#uncompiled.clear();
    const [first = ''] = files;
    const cause = `${files.length === 1 ? basename(first) : counted(files.length, 'file')} changed`;
    // Before any service has the new code, which may need an address or a topic that only a new run provides.
    this.#catalogSaved ||= files.some((file) => file.startsWith('catalog/'));
    if (this.#catalogSaved && (await catalogDiffers(this.#context.root, this.#closed.signal))) {
      await this.#prepareNewRun(cause);
      return;
    }
    this.#catalogSaved = false;
    const restarted = this.#restartUsers(run, files, { cause, sinceMs });
    if (files.some((file) => declarations.test(file))) void restarted.then(() => this.#checkDeclarations());
  }

  /** Installs and compiles while the platform still runs: it keeps running if that fails. */
  async #prepareNewRun(cause: string): Promise<void> {
    const { root, progress, style } = this.#context;
    progress(`${style.yellow('!')} ${cause}: the platform starts again with the new catalogue; data is kept`);
    await runTool(root, [join(root, 'tools', 'prepare.mjs'), 'dev'], 'The new catalogue cannot be used');
    this.#outdated.abort();
  }

  /** Those that others wait for at the start, or call, come first. */
  async #restartUsers({ steps }: Run, files: readonly string[], restart: Restart): Promise<void> {
    const users = workspacesUsing(files, workspacesOf(this.#context.root));
    const restarted = new Map<string, Promise<void>>();
    for (const { name, after, calls = [], code } of steps) {
      if (code === undefined || !users.some(({ folder }) => code.program.startsWith(`${folder}/`))) continue;
      const before = [...after, ...calls].map((other) => restarted.get(other));
      const done = Promise.all(before).then(() => code.restart(restart));
      restarted.set(
        name,
        done.catch((error: unknown) => this.report(error)),
      );
    }
    if (restarted.size === 0) this.#context.progress(`${restart.cause}; nothing that runs here uses it`);
    await Promise.all(restarted.values());
  }

  async #checkDeclarations(): Promise<void> {
    this.#check.abort();
    this.#check = new AbortController();
    const signal = AbortSignal.any([this.#check.signal, this.#closed.signal]);
    for (const line of await declarationNotices(this.#context.root, signal)) {
      this.#context.progress(`${this.#context.style.yellow('!')} ${line}`);
    }
  }
}

/** All or nothing: running services keep the last build that worked. */
async function compile(root: string, files: readonly string[]): Promise<void> {
  await runTool(root, [join(root, 'tools', 'build.mjs'), ...files], 'What was saved does not compile');
}

async function runTool(root: string, args: readonly string[], failure: string): Promise<void> {
  try {
    await runProgram(process.execPath, args, { cwd: root });
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    if (stderr === undefined) throw error;
    throw new FairwayError('failed', `${failure}; the services keep running the code before it.`, {
      cause: stderr.trim(),
      hint: '',
    });
  }
}
