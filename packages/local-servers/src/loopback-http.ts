import { get } from 'node:http';

// Long, because a server that gets little processor time would otherwise start over with each request.
const ANSWER_TIMEOUT_MS = 10_000;

/** Whether a server on this machine answers a GET with 200. Never uses a proxy, whatever the environment says. */
export function answersOk(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    // No shared agent: NODE_USE_ENV_PROXY turns the global agent and `fetch` into proxy clients.
    const request = get(url, { agent: false, timeout: ANSWER_TIMEOUT_MS }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
  });
}
