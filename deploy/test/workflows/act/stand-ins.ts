import { onPath } from '@fairway/programs';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { files, jobsOf, stepsOf } from '../workflow-files.js';

const standIn = join(import.meta.dirname, 'stand-in.sh');

/** Programs that steps run and whose work is not done here. */
const programs = ['aws', 'gh', 'grype', 'npm', 'podman', 'terraform'];
/** What else is on their PATH. A step that needs another program fails until it is in one of these lists. */
const realPrograms = ['awk', 'bash', 'cp', 'jq', 'mkdir', 'rm', 'sed', 'tee'];

/** A folder that is the whole PATH of a workflow. */
export function programFolder(folder: string): string {
  for (const name of programs) standInFor(name, join(folder, name));
  for (const name of realPrograms) symlinkSync(onPath(name, process.env) ?? name, join(folder, name));
  // Act asks it for its path, starts the actions with it, and sums files with a program of its own.
  writeProgram(
    join(folder, 'node'),
    `case $* in *process.execPath*) echo "$0" ;; *stand-in.sh) exec bash "$1" ;; *) exec '${process.execPath}' "$@" ;; esac`,
  );
  return folder;
}

/** Programs that steps need and that this machine lacks. */
export const missingPrograms = () => realPrograms.filter((name) => onPath(name, process.env) === undefined);

/** A program that writes its name and arguments into the journal. */
export const standInFor = (name: string, path: string) =>
  writeProgram(path, `exec bash '${standIn}' program '${name}' "$@"`);

/** The repositories of remote actions, as `owner/name@commit`, each with a folder in its place. */
export function remoteActions(folder: string): [repository: string, folder: string][] {
  const uses = files.flatMap(stepsOf).flatMap(({ uses: use = './' }) => (use.startsWith('./') ? [] : [use]));
  return [...new Set(uses)].map((use) => {
    const [, repository = '', inside = '', commit = ''] = /^([^/]+\/[^/@]+)\/?([^@]*)@(.+)$/.exec(use) ?? [];
    const place = join(folder, repository);
    const name = join(repository, inside);
    write(join(place, inside, 'action.yml'), `name: ${name}\nruns: { using: node24, main: stand-in.sh }\n`);
    writeProgram(join(place, inside, 'stand-in.sh'), `exec bash '${standIn}' action '${name}'`);
    return [`${repository}@${commit}`, place];
  });
}

/** The variables that steps set and no script mentions: what the programs themselves read. */
export const readByPrograms: readonly string[] = (() => {
  const steps = files.flatMap(stepsOf);
  const set = [...steps, ...files.flatMap(jobsOf).map(([, job]) => job)].flatMap(({ env = {} }) => Object.keys(env));
  const scripts = steps.map(({ run = '' }) => run).join('\n');
  return [...new Set(set)].filter((name) => !new RegExp(String.raw`\$\{?${name}\b`).test(scripts)).toSorted();
})();

function writeProgram(path: string, script: string): void {
  write(path, `#!/usr/bin/env bash\n${script}\n`);
  chmodSync(path, 0o755);
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
