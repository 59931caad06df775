import { runProgram } from '@fairway/infra';
import type { Context } from '../../command-line/context.js';
import type { DoctorRow } from '../doctor-row.js';

interface Tool {
  readonly name: string;
  readonly args: readonly string[];
  /** The minimum version; null for any. */
  readonly version: readonly [major: number, minor: number] | null;
  readonly for: string;
}

const tools: readonly Tool[] = [
  { name: 'terraform', args: ['version'], version: [1, 11], for: 'the stacks' },
  { name: 'aws', args: ['--version'], version: [2, 0], for: 'every question and for the secrets' },
  { name: 'session-manager-plugin', args: ['--version'], version: null, for: 'access to the cluster (step 7)' },
  { name: 'kubectl', args: ['version', '--client'], version: null, for: 'the cluster (step 7)' },
  { name: 'go', args: ['version'], version: [1, 26], for: '`./fairway test infra` and `./fairway cost`' },
  // Debian ships a Python whose `venv` cannot create environments because ensurepip is missing.
  {
    name: 'python3',
    args: ['-c', 'import ensurepip, platform, venv; print(platform.python_version())'],
    version: [3, 9],
    for: '`./fairway test infra`, with venv',
  },
];

export async function toolRows(context: Context): Promise<DoctorRow[]> {
  return await Promise.all(tools.map((tool) => toolRow(tool, context)));
}

async function toolRow({ name, args, version, for: purpose }: Tool, { root, env }: Context): Promise<DoctorRow> {
  const row = { id: `aws-tool-${name}`, group: 'Toolchain' } as const;
  const said = await versionOf(name, args, root, env);
  const fix = `Install ${name}${version === null ? '' : ` ${version.join('.')} or newer`}, for ${purpose}.`;
  if (said === undefined)
    return { ...row, status: 'fail', message: `${name} is not on the PATH, or does not run`, fix };
  const [, major, minor] = /(\d+)\.(\d+)/.exec(said) ?? [];
  if (major === undefined)
    return {
      ...row,
      status: 'fail',
      message: `${name} does not print its version, but: ${said.trim().slice(0, 100) || 'nothing'}`,
      fix,
    };
  const isOld =
    version !== null && (Number(major) < version[0] || (Number(major) === version[0] && Number(minor) < version[1]));
  return isOld
    ? { ...row, status: 'fail', message: `${name} ${major}.${minor} is too old`, fix }
    : { ...row, status: 'pass', message: `${name} ${major}.${minor}`, fix: '' };
}

async function versionOf(
  name: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  try {
    const { exitCode, stdout } = await runProgram(name, args, { cwd, env, limitMs: 60_000 });
    return exitCode === 0 ? stdout : undefined;
  } catch {
    return undefined;
  }
}
