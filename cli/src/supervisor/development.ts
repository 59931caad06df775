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
import { declarationNotices } from './declarations.js';
import type { Restart } from './restartable-process.js';
import type { Run } from './run.js';
import type { DevelopmentRun, Inspected } from './service-steps.js';
import { startTypeChecker } from './type-checker.js';

const runProgram = promisify(execFile);

// What is rendered, and what the supervisor itself has read, follows from these.
const declarations = /^(catalog|packages\/contracts)\//;

/** Compiles what is saved and restarts what runs it, while everything else stays up. */
export class Development implements DevelopmentRun {
  readonly inspected: Inspected | undefined;
  readonly #context: Context;
  readonly #sources: SourceFiles;
  readonly #watch: FolderWatch;
  readonly #uncompiled = new Set<string>();
  readonly #closed = new AbortController();
  #run: Run | undefined;
  #typeChecker: ServerProcess | undefined;
  #round: Promise<void> = Promise.resolve();
  #check = new AbortController();

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

  async begin(run: Run, instance: Instance): Promise<void> {
    this.#run = run;
    this.#typeChecker = await startTypeChecker(this.#context.root, instance, run.watchdog);
    // What was saved since the construction.
    this.#saved(performance.now());
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
    if (changes.length === 0 || this.#closed.signal.aborted) return;
    for (const file of changes) this.#uncompiled.add(file);
    await compile(this.#context.root, [...this.#uncompiled]);
    const files = [...this.#uncompiled];
    this.#uncompiled.clear();
    const [first = ''] = files;
    const cause = `${files.length === 1 ? basename(first) : counted(files.length, 'file')} changed`;
    const restarted = this.#restartUsers(run, files, { cause, sinceMs });
    if (files.some((file) => declarations.test(file))) void restarted.then(() => this.#checkDeclarations());
  }

  /** Those that others wait for at the start come first. */
  async #restartUsers({ steps }: Run, files: readonly string[], restart: Restart): Promise<void> {
    const users = workspacesUsing(files, workspacesOf(this.#context.root));
    const restarted = new Map<string, Promise<void>>();
    for (const { name, after, code } of steps) {
      if (code === undefined || !users.some(({ folder }) => code.program.startsWith(`${folder}/`))) continue;
      const before = after.map((other) => restarted.get(other));
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
  try {
    await runProgram(process.execPath, [join(root, 'tools', 'build.mjs'), ...files], { cwd: root });
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    if (stderr === undefined) throw error;
    throw new FairwayError('failed', 'What was saved does not compile; the services go on with the code before it.', {
      cause: stderr.trim(),
      hint: '',
    });
  }
}
