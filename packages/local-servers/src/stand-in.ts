import { answersOk } from './loopback-http.js';
import { nodeEntryArgs } from './node-entry.js';
import { assertPortFree } from './ports.js';
import { untilReady } from './readiness.js';
import { spawnServer, type ServerProcess } from './server-process.js';
import type { Watchdog } from './watchdog.js';

const READY_LIMIT_MS = 30_000;
const STOP_GRACE_MS = 3_000;

export interface StartPartnerSandboxOptions {
  readonly port: number;
  /** Of the webhooks' signatures: `whsec_` and base64. */
  readonly secret: string;
  readonly logFile: string;
  readonly watchdog: Watchdog;
}

export interface PartnerSandbox extends ServerProcess {
  readonly port: number;
  /** `http://127.0.0.1:<port>`; webhooks go to its `/webhooks`. */
  readonly url: string;
}

/**
 * Starts the partner sandbox, a process that plays the partner's external API on 127.0.0.1.
 * @throws FairwayError
 */
export async function startPartnerSandbox({ port, secret, logFile, watchdog }: StartPartnerSandboxOptions): Promise<PartnerSandbox> {
  await assertPortFree(port, 'the partner sandbox');
  const url = `http://127.0.0.1:${port}`;
  const server = await spawnServer({
    name: 'partner sandbox',
    command: process.execPath,
    args: nodeEntryArgs('partner-sandbox-main'),
    env: { PATH: process.env['PATH'], PORT: String(port), WEBHOOK_SECRET: secret },
    logFile,
    graceMs: STOP_GRACE_MS,
    watchdog,
  });
  await untilReady(server, {
    isReady: () => answersOk(`${url}/health`),
    ownTimeLimitMs: READY_LIMIT_MS,
    hint: 'The log has the reason; the secret must be `whsec_` followed by base64.',
  });
  return Object.assign(server, { port, url });
}
