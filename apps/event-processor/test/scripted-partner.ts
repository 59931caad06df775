import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface ReceivedWebhook {
  readonly id: string;
  readonly type: string;
  readonly orderId: string;
  readonly currency: string;
  readonly receivedAtMs: number;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Announces a body and never sends it. */
  readonly leavesBodyOpen?: boolean;
}

/** A partner that answers each webhook as the test says; the sandbox answers all alike. */
export class ScriptedPartner {
  readonly received: ReceivedWebhook[] = [];
  reply: (webhook: ReceivedWebhook) => Reply | Promise<Reply> = () => ({ status: 204 });
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const { type, data } = JSON.parse(await text(request)) as {
        type: string;
        data: { orderId: string; currency: string };
      };
      const { orderId, currency } = data;
      const webhook = { id: String(request.headers['webhook-id']), type, orderId, currency, receivedAtMs: Date.now() };
      this.received.push(webhook);
      const { status, headers = {}, leavesBodyOpen = false } = await this.reply(webhook);
      response.writeHead(status, { ...headers, ...(leavesBodyOpen ? { 'content-length': '5' } : {}) });
      if (leavesBodyOpen) response.flushHeaders();
      else response.end();
    });
  }

  static async start(): Promise<ScriptedPartner> {
    const partner = new ScriptedPartner();
    await new Promise<void>((resolve) => partner.#server.listen(0, '127.0.0.1', resolve));
    return partner;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/webhooks`;
  }

  typesOf(orderId: string): string[] {
    return this.received.filter((webhook) => webhook.orderId === orderId).map(({ type }) => type);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
