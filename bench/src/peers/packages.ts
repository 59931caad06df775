import { execFileSync } from 'node:child_process';
import { existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { print } from '../print.js';

/** `bench/peers`, a package of its own: nothing else of the repository should pay for what it installs. */
export const peersFolder = fileURLToPath(new URL('../../../peers', import.meta.url));

/** Logs, data and Debezium's classes; not committed. */
export const workFolder = fileURLToPath(new URL('../../../../.fairway/peers', import.meta.url));

/** Installs the peers' packages and compiles the one that is written in TypeScript. */
export function installPeers(): void {
  const installed = join(peersFolder, 'node_modules/.package-lock.json');
  const lock = join(peersFolder, 'package-lock.json');
  if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
    print('installing the peers (once)');
    execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: peersFolder, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  execFileSync(join(peersFolder, 'node_modules/.bin/tsc'), ['-p', 'naive'], { cwd: peersFolder, stdio: 'inherit' });
}

/** Debezium and Kafka Connect, by Maven; returns the class path. */
export function installDebezium(): string {
  const classes = join(workFolder, 'debezium/classes');
  if (!existsSync(classes)) {
    print('installing Debezium (once)');
    execFileSync(
      'mvn',
      ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${classes}.part`, '-DincludeScope=runtime'],
      {
        cwd: join(peersFolder, 'debezium'),
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    // It gets its name when it is complete.
    renameSync(`${classes}.part`, classes);
  }
  return join(classes, '*');
}
