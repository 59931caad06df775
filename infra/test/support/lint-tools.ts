import { cacheFolder, runProgram } from '@fairway/infra';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const tools = cacheFolder('tools', process.env);

/** A tool's path, or why it is not available on this machine. */
export type Tool = { readonly path: string } | { readonly missing: string };

/** Built from source, which takes some minutes the first time: its releases are not on the Go module proxy. */
export function tflint(): Promise<Tool> {
  const version = '0.64.0';
  return installed(`tflint-${version}`, 'tflint', (folder) =>
    runProgram('go', ['install', `github.com/terraform-linters/tflint@v${version}`], at(folder, { GOBIN: folder })),
  );
}

export const checkov = () => fromPyPI('checkov', '3.3.30');
export const zizmor = () => fromPyPI('zizmor', '1.32.0');

const fromPyPI = (name: string, version: string) => pythonTool(`${name}-${version}`, name, [`${name}==${version}`]);

/** @param requirements a file that pins it and its dependencies by their hashes */
export function schemathesis(requirements: string): Promise<Tool> {
  const version = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 8);
  return pythonTool(`schemathesis-${version}`, 'schemathesis', ['--require-hashes', '--requirement', requirements]);
}

function pythonTool(name: string, program: string, packages: readonly string[]): Promise<Tool> {
  return installed(name, join('bin', program), async (folder) => {
    const venv = await runProgram('python3', ['-m', 'venv', folder], at(folder));
    if (venv.exitCode !== 0) return venv;
    return await runProgram(
      join(folder, 'bin', 'python'),
      ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages],
      at(folder),
    );
  });
}

/**
 * Reports a check whose tool is not available: on a laptop it is skipped with a message; in CI, where skipped tests go
 * unnoticed, it fails. `./fairway test` counts it and repeats the reason at its end.
 */
export function unchecked(reason: string, skip: (reason: string) => void, env: NodeJS.ProcessEnv = process.env): void {
  if ((env['CI'] ?? '') !== '' && env['CI'] !== 'false')
    throw new Error(`${reason}. In CI a check that did not run counts as a failure.`);
  process.stderr.write(`skipped: ${reason}\n`);
  skip(reason);
}

const at = (cwd: string, extra: NodeJS.ProcessEnv = {}) => ({ cwd, env: { ...process.env, ...extra } });

async function installed(
  name: string,
  program: string,
  install: (folder: string) => Promise<{ exitCode: number; stderr: string }>,
): Promise<Tool> {
  const folder = join(tools, name);
  const path = join(folder, program);
  const complete = join(folder, '.complete');
  if (existsSync(complete)) return { path };
  // A virtual environment contains its own path, so it cannot be moved into place; the marker says that it is complete.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    const { exitCode, stderr } = await install(folder);
    if (exitCode !== 0) return { missing: `${name} could not be installed: ${stderr.trim().split('\n').at(-1) ?? ''}` };
  } catch (error) {
    return { missing: `${name} could not be installed: ${(error as Error).message}` };
  }
  writeFileSync(complete, '');
  return { path };
}
