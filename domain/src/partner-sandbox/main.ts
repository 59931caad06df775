// The partner sandbox's program. PORT and PARTNER_WEBHOOK_SECRET (`whsec_...`) come from the environment, and HOST in a
// container, which is reached from outside.
import { createPartnerSandbox } from './server.js';

// Longer than a client's usual idle time, so that the client closes first and never meets a closing connection.
const KEEP_ALIVE_MS = 75_000;

const { HOST: host = '127.0.0.1', PORT: port, PARTNER_WEBHOOK_SECRET: secret } = process.env;
if (!port || !secret) {
  process.stderr.write('PORT and PARTNER_WEBHOOK_SECRET (whsec_...) must be set.\n');
  process.exit(1);
}
const server = createPartnerSandbox(secret);
server.keepAliveTimeout = KEEP_ALIVE_MS;
server.listen({ port: Number(port), host });
process.once('SIGTERM', () => {
  server.close(() => process.exit());
  server.closeIdleConnections();
});
