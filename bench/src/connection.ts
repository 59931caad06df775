import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

const headerEnd = '\r\n\r\n';

/**
 * One kept-alive HTTP/1.1 connection with one request at a time, and nothing more: on two cores every microsecond of
 * the load generator is taken from the platform under test. Answers must have a Content-Length.
 */
export class Connection {
  readonly #socket: Socket;
  #received = '';
  #pending: PromiseWithResolvers<Answer> | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    // latin1: one character is one byte, so lengths are Content-Length's.
    socket.setEncoding('latin1');
    socket.setNoDelay(true);
    socket.on('data', (chunk: string) => this.#take(chunk));
    const fail = (error?: Error) => this.#pending?.reject(error ?? new Error('the gateway closed the connection'));
    socket.on('error', fail);
    socket.on('close', () => fail());
  }

  static async open(port: number): Promise<Connection> {
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new Connection(socket);
  }

  async request(text: string): Promise<Answer> {
    // It was closed between two requests, so no event would settle this one.
    if (this.#socket.destroyed) throw new Error('the gateway closed an idle connection');
    this.#pending = Promise.withResolvers<Answer>();
    this.#socket.write(text);
    return await this.#pending.promise;
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: string): void {
    this.#received += chunk;
    const end = this.#received.indexOf(headerEnd);
    if (end < 0) return;
    const head = this.#received.slice(0, end);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    const bodyStart = end + headerEnd.length;
    if (this.#received.length < bodyStart + length) return;
    const body = this.#received.slice(bodyStart, bodyStart + length);
    this.#received = this.#received.slice(bodyStart + length);
    this.#pending?.resolve({ status: Number(head.slice(9, 12)), body });
  }
}
