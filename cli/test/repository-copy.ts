import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from './run-fairway.js';

/** The sources of this repository, committed or not, in a folder of a test's own; with the dependencies of this one. */
export class RepositoryCopy {
  // The true path, by which programs name files; on macOS the folder for temporary files is a link.
  readonly root = mkdtempSync(join(realpathSync(tmpdir()), 'fairway-copy-'));

  constructor() {
    const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate'], {
      cwd: root,
      encoding: 'utf8',
    });
    for (const file of files
      .trim()
      .split('\n')
      .filter((name) => existsSync(join(root, name)))) {
      mkdirSync(dirname(join(this.root, file)), { recursive: true });
      cpSync(join(root, file), join(this.root, file));
    }
    this.#linkDependencies('node_modules');
    this.#linkDependencies('cli/node_modules');
  }

  read(file: string): string {
    return readFileSync(join(this.root, file), 'utf8');
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.root, file), text);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Those of the registry are shared; the workspaces among them are those of the copy. */
  #linkDependencies(folder: string): void {
    const [from, to] = [join(root, folder), join(this.root, folder)];
    if (!existsSync(from)) return;
    mkdirSync(to);
    for (const name of readdirSync(from)) {
      if (name === '.fairway-stamp.json') continue;
      if (name === '@fairway') cpSync(join(from, name), join(to, name), { recursive: true, verbatimSymlinks: true });
      else symlinkSync(join(from, name), join(to, name));
    }
  }
}
