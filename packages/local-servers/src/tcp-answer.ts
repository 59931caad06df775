import { connect } from 'node:net';

interface Asked {
  readonly message: Buffer;
  /** Whether all of the answer has been received. */
  readonly isWhole: (received: Buffer) => boolean;
  readonly timeoutMs: number;
}

/**
 * Sends the message to a server on this machine, and returns its answer; undefined when none arrives in time. The kernel
 * accepts connections for a process that is frozen, so a connection alone is no answer.
 */
export function tcpAnswer(port: number, { message, isWhole, timeoutMs }: Asked): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let received = Buffer.alloc(0);
    const finish = (answer: Buffer | undefined) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, () => finish(undefined));
    socket.once('error', () => finish(undefined));
    socket.once('close', () => finish(undefined));
    socket.once('connect', () => socket.write(message));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (isWhole(received)) finish(received);
    });
  });
}
