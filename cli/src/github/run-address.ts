/** Where to read about the run of a workflow; nothing outside of one. */
export function runAddress(env: NodeJS.ProcessEnv): string[] {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  return run === undefined ? [] : [`${server}/${repository}/actions/runs/${run}`];
}
