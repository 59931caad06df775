import { FairwayError } from '@fairway/errors';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder.js';
import { runProgram } from './program.js';

/**
 * Builds the offline AWS provider, or reuses the one in the user's cache.
 * @returns the path of a Terraform CLI configuration that installs it
 * @throws FairwayError prerequisite_missing without Go, failed when the build fails
 */
export async function offlineProviderConfig(root: string, env: NodeJS.ProcessEnv): Promise<string> {
  await needs('go', ['version'], root, env);
  const cache = cacheFolder('offline-aws-provider', env);
  const build = await runProgram(process.execPath, [join(root, 'tools', 'offline-aws-provider', 'build.ts'), cache], {
    cwd: root,
    env,
  });
  if (build.exitCode !== 0) {
    throw new FairwayError('failed', `The offline AWS provider did not build:\n${build.stderr.trim()}`, {
      hint: 'tools/offline-aws-provider/README.md lists what it needs.',
    });
  }
  return build.stdout.trim();
}

/** @throws FairwayError prerequisite_missing when the program is missing or does not answer */
export async function needs(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { exitCode } = await runProgram(program, args, { cwd, env });
  if (exitCode !== 0)
    throw new FairwayError('prerequisite_missing', `\`${[program, ...args].join(' ')}\` fails on this machine.`, {
      hint: `Fix the installation of ${program}.`,
    });
}
