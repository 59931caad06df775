// libpq's variables, which pg reads for what a connection URL leaves out, and what changes how a Node program runs.
const removed = /^(PG[A-Z]+|NODE_OPTIONS|NODE_USE_ENV_PROXY)$/;
// Programs that load something need these (npm, Maven, Terraform). Requests to this machine and the services do without.
const kept = /^((HTTP|HTTPS|ALL)_PROXY|NODE_EXTRA_CA_CERTS)$/i;

/**
 * Takes out of the environment what a developer's shell sets for other programs and what would lead the connections of
 * this process, and of those that it starts, away from the local run.
 * @returns the names of all that is ignored, sorted
 */
export function removeIgnoredVariables(env: NodeJS.ProcessEnv): string[] {
  const names = Object.keys(env).toSorted();
  for (const name of names) if (removed.test(name)) delete env[name];
  return names.filter((name) => removed.test(name) || kept.test(name));
}
