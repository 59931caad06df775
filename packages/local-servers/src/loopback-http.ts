import { get } from 'node:http';

// Long, because a server that gets little processor time would otherwise start over with each question.
const ANSWER_TIMEOUT_MS = 10_000;

/** Whether a server on this machine answers a GET with 200. Never through a proxy, whatever the environment says. */
export function answersOk(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    // An agent of its own: NODE_USE_ENV_PROXY makes proxy clients of the global one and of `fetch`.
    const request = get(url, { agent: false, timeout: ANSWER_TIMEOUT_MS }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
  });
}
