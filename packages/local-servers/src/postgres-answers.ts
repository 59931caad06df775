import { tcpAnswer } from './tcp-answer.js';

/** https://www.postgresql.org/docs/current/protocol-message-formats.html: length 8, code 80877103. */
const SSL_REQUEST = Buffer.from('0000000804d2162f', 'hex');

/**
 * Whether a PostgreSQL on 127.0.0.1:`port` answers. It is asked whether it speaks TLS: that needs no account, and a
 * client that leaves after the answer is not logged.
 */
export async function postgresAnswers(port: number, timeoutMs: number): Promise<boolean> {
  const answer = await tcpAnswer(port, { message: SSL_REQUEST, isWhole: ({ length }) => length > 0, timeoutMs });
  return answer !== undefined;
}
