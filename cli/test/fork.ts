import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Outcome, root } from './run-fairway.js';

/** A fork of this repository: what git has here, committed or not, with the installed packages. */
export class Fork implements Disposable {
  // The real path, by which programs name files; on macOS the folder for temporary files is a link.
  readonly root = mkdtempSync(join(realpathSync(tmpdir()), 'fairway-fork-'));

  constructor() {
    const paths = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
    for (const path of paths.trim().split('\n'))
      if (existsSync(join(root, path))) cpSync(join(root, path), join(this.root, path), { preserveTimestamps: true });
    // Links between workspaces are relative, so the copy's lead to the copy.
    for (const folder of ['node_modules', ...globSync('{*,apps/*,packages/*}/node_modules', { cwd: root })])
      linkOrCopy(join(root, folder), join(this.root, folder));
    // They would be written in place, and so for this repository and other forks too: the stamp, what Vitest keeps of its
    // last run, and npm's record of what is installed.
    const installed = join(this.root, 'node_modules');
    for (const name of ['.fairway-stamp.json', '.vite'])
      rmSync(join(installed, name), { recursive: true, force: true });
    const record = readFileSync(join(installed, '.package-lock.json'));
    rmSync(join(installed, '.package-lock.json'));
    writeFileSync(join(installed, '.package-lock.json'), record);
    this.git('init', '--quiet');
    this.commit();
  }

  git(...args: string[]): string {
    const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...identity, ...args], { cwd: this.root, encoding: 'utf8' }).trim();
  }

  commit(): void {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', 'as it is');
  }

  /** What git sees as changed or new since the last commit. */
  changed(): string[] {
    return this.git('status', '--porcelain')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.trim().replace(/^\S+\s+/, ''));
  }

  /** Of a program in the fork: its own tools, no npm around it, no instance but its own. */
  env(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
    const { npm_lifecycle_event: _, FAIRWAY_INSTANCE: __, FAIRWAY_PORT_BASE: ___, ...inherited } = process.env;
    return { ...inherited, PATH: `${join(this.root, 'node_modules', '.bin')}:${process.env['PATH']}`, ...more };
  }

  /** In a pipe. */
  run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    const options = { cwd: this.root, env: this.env(env), maxBuffer: 64 * 1024 * 1024 };
    return new Promise((resolve, reject) => {
      const child = execFile(program, args, options, (error, stdout, stderr) => {
        if (error !== null && child.exitCode === null) reject(error);
        else resolve({ exitCode: child.exitCode ?? 0, stdout, stderr });
      });
    });
  }

  /** @throws Error with what it printed, unless it exits with 0 */
  async succeed(
    program: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Outcome> {
    const outcome = await this.run(program, args, env);
    if (outcome.exitCode === 0) return outcome;
    const { exitCode, stdout, stderr } = outcome;
    throw new Error(`${program} ${args.join(' ')} exited with ${exitCode}:\n${stdout}${stderr}`);
  }

  fairway(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    return this.succeed('./fairway', args, env);
  }

  text(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.root, path), text);
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Links of files take no space, and no time; they end at the border of a file system. */
function linkOrCopy(from: string, to: string): void {
  try {
    execFileSync('cp', ['-al', from, to], { stdio: 'ignore' });
  } catch {
    rmSync(to, { recursive: true, force: true });
    execFileSync('cp', ['-a', from, to]);
  }
}
