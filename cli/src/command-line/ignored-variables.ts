// libpq's variables, which pg uses for whatever a connection URL omits, and variables that change how a Node program
// runs.
const removed = /^(PG[A-Z]+|NODE_OPTIONS|NODE_USE_ENV_PROXY)$/;
// Programs that download something need these (npm, Maven, Terraform). Services and requests to this machine do not.
const kept = /^((HTTP|HTTPS|ALL)_PROXY|NODE_EXTRA_CA_CERTS)$/i;

/**
 * Removes variables that a developer's shell sets for other programs and that would redirect the connections of this
 * process and its children away from the local run.
 * @returns the names of all ignored variables, sorted
 */
export function removeIgnoredVariables(env: NodeJS.ProcessEnv): string[] {
  const names = Object.keys(env).toSorted();
  for (const name of names) if (removed.test(name)) delete env[name];
  return names.filter((name) => removed.test(name) || kept.test(name));
}
