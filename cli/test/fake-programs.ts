import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer } from '../../infra/test/support/scripted-programs.js';

/**
 * Fake executables of AWS, GitHub and Kubernetes, first on a PATH, that record their command lines and answer as configured.
 * Reading settings and planning in an offline account still use the real Terraform, and building manifests the real kubectl.
 */
export class FakePrograms implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'fairway-fake-programs-'));

  constructor(answers: readonly Answer[]) {
    writeFileSync(join(this.#folder, 'answers.json'), JSON.stringify(answers));
    mkdirSync(join(this.#folder, 'bin'));
    for (const name of ['aws', 'cosign', 'dig', 'gh', 'kubectl', 'session-manager-plugin', 'terraform']) {
      const path = join(this.#folder, 'bin', name);
      writeFileSync(path, script(name, this.#folder));
      chmodSync(path, 0o755);
    }
  }

  get env(): NodeJS.ProcessEnv {
    return { ...process.env, PATH: `${join(this.#folder, 'bin')}:${process.env['PATH'] ?? ''}` };
  }

  /** Command lines in the order in which they ran, except those that only ask for a version. */
  get calls(): string[] {
    const file = join(this.#folder, 'calls');
    return existsSync(file)
      ? readFileSync(file, 'utf8')
          .trim()
          .split('\n')
          .filter((call) => !/version/.test(call))
      : [];
  }

  /** What kubectl read from standard input, and gh from a file, in the same order. */
  get inputs(): string[] {
    const file = join(this.#folder, 'inputs');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/** What the real program does, in the words of the shell. */
const real: Readonly<Record<string, string>> = {
  terraform: '[ -n "$TF_IN_AUTOMATION" ]',
  kubectl: 'case " $* " in *" kustomize "*) true ;; *) false ;; esac',
};

function script(name: string, folder: string): string {
  const fake = `#!${process.execPath}
const { appendFileSync, readFileSync } = require('node:fs');
const args = process.argv.slice(2);
const line = ['${name}', ...args].join(' ');
appendFileSync('${folder}/calls', line + '\\n');
if (args.includes('--filename=-')) appendFileSync('${folder}/inputs', readFileSync(0, 'utf8') + '\\n');
if (args.includes('--input')) appendFileSync('${folder}/inputs', readFileSync(args[args.indexOf('--input') + 1], 'utf8') + '\\n');
const found = JSON.parse(readFileSync('${folder}/answers.json', 'utf8')).find(({ to }) => line.includes(to));
const answers = found === undefined ? [{}] : [found.with].flat();
const calls = readFileSync('${folder}/calls', 'utf8').split('\\n').filter((call) => call === line).length;
const { exitCode = 0, stdout = '', stderr = '' } = answers[Math.min(calls, answers.length) - 1];
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = exitCode;
`;
  const condition = real[name];
  if (condition === undefined) return fake;
  const program = execFileSync('sh', ['-c', `command -v ${name} || true`], { encoding: 'utf8' }).trim();
  writeFileSync(join(folder, name), fake, { mode: 0o755 });
  return `#!/bin/sh\nif ${condition}; then exec ${program} "$@"; fi\nexec ${join(folder, name)} "$@"\n`;
}
