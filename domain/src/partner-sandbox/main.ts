// The partner sandbox's program. PORT and WEBHOOK_SECRET (`whsec_...`) come from the environment.
import { createPartnerSandbox } from './partner-sandbox-server.js';

// Longer than a client's usual idle time, so that it is the client that closes and never meets a closing connection.
const KEEP_ALIVE_MS = 75_000;

const { PORT: port, WEBHOOK_SECRET: secret } = process.env;
if (!port || !secret) {
  console.error('PORT and WEBHOOK_SECRET (whsec_...) must be set.');
  process.exit(1);
}
const server = createPartnerSandbox(secret);
server.keepAliveTimeout = KEEP_ALIVE_MS;
server.listen({ port: Number(port), host: '127.0.0.1' });
process.once('SIGTERM', () => {
  server.close(() => process.exit());
  server.closeIdleConnections();
});
