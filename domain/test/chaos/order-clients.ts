import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { OrderView } from '@fairway/contracts';
import { SeededRandom } from '@fairway/testkit';
import type { ToldOrder } from '../history/history.js';
import { Account } from './account.js';
import { randomOrder } from './random-order.js';

// Shorter than the gateway waits for a service: some requests are still running when they are sent again.
const answerWithinMs = 8_000;
const paceMs = 200;
const retryMs = 150;

type Told = { -readonly [Name in keyof ToldOrder]: ToldOrder[Name] };
interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Clients that place and cancel orders until they are stopped, and record each answer. */
export class OrderClients {
  readonly accounts: readonly Account[];
  readonly orders: Told[] = [];
  /** Answers that no client should ever get, as sentences. */
  readonly unexpected: string[] = [];
  /** Base URLs; each request uses a random one. */
  readonly doors: string[];
  /** The current fault of the platform. */
  during = 'nothing';
  /** How often a request got no answer, or one that leaves its outcome open. */
  unknownOutcomes = 0;
  /** Clients that have not ended yet. */
  running = 0;
  readonly #requests = new Map<Told, string>();
  readonly #skus: readonly string[];
  #stopping = false;

  private constructor(gatewayUrl: string, accounts: readonly Account[], skus: readonly string[]) {
    this.doors = [gatewayUrl];
    this.accounts = accounts;
    this.#skus = skus;
  }

  static async open(gatewayUrl: string, accounts: number, skus: readonly string[]): Promise<OrderClients> {
    return new OrderClients(
      gatewayUrl,
      await Promise.all(Array.from({ length: accounts }, () => Account.open(gatewayUrl))),
      skus,
    );
  }

  start(seed: number): void {
    for (const [index, account] of [...this.accounts, ...this.accounts].entries())
      void this.#run(account, new SeededRandom(seed + index));
  }

  /** `running` shows when all clients have their last answer. */
  stop(): void {
    this.#stopping = true;
  }

  /** Sends the request of every tenth order again with its key: the answer must be the same order. */
  async replay(random: SeededRandom): Promise<void> {
    for (const order of this.orders.filter((_, index) => index % 10 === 0))
      await this.#place(this.#accountOf(order), random, order);
  }

  /** Requests every tenth order as another account. */
  async askAsStrangers(random: SeededRandom): Promise<{ userId: string; orderId: string; status: number }[]> {
    const asked = this.orders.filter((_, index) => index % 10 === 5);
    return Promise.all(
      asked.map(async ({ userId, ids: [orderId] }) => {
        const stranger = random.pick(this.accounts.filter((account) => account.userId !== userId));
        const { status } = await this.#untilKnown(stranger, random, 'GET', `/api/orders/${orderId}`);
        return { userId: stranger.userId, orderId, status };
      }),
    );
  }

  async #run(account: Account, random: SeededRandom): Promise<void> {
    this.running += 1;
    while (!this.#stopping) {
      const order = await this.#place(account, random);
      // Half of the cancellations race with the order's own delivery; the others come late.
      const other = random.pick(
        this.orders
          .slice(-20)
          .filter(({ userId }) => userId === account.userId)
          .concat(order ?? []),
      );
      if (order !== undefined && random.chance(0.2))
        await this.#cancel(account, random, random.chance(0.5) ? order : other);
      // The pace of the load, not a wait for something.
      await delay(paceMs);
    }
    this.running -= 1;
  }

  async #place(account: Account, random: SeededRandom, again?: Told): Promise<Told | undefined> {
    const body = (again && this.#requests.get(again)) ?? JSON.stringify(randomOrder(random, this.#skus));
    const idempotencyKey = again?.idempotencyKey ?? randomUUID();
    const placedDuring = this.during;
    const { status, text } = await this.#untilKnown(account, random, 'POST', '/api/orders', { body, idempotencyKey });
    if (status !== 201)
      return void this.unexpected.push(`POST /api/orders during "${placedDuring}" answered ${status}: ${text}`);
    const { id, currency, totalMinor, createdAt } = JSON.parse(text) as OrderView;
    if (again !== undefined) {
      if (!again.ids.includes(id)) again.ids = [...again.ids, id];
      return again;
    }
    const { userId } = account;
    const order: Told = {
      ids: [id],
      userId,
      idempotencyKey,
      currency,
      totalMinor,
      createdAt,
      cancellation: 'not asked',
      placedDuring,
    };
    this.orders.push(order);
    this.#requests.set(order, body);
    return order;
  }

  async #cancel(account: Account, random: SeededRandom, order: Told): Promise<void> {
    const { status, text } = await this.#untilKnown(account, random, 'POST', `/api/orders/${order.ids[0]}/cancel`);
    if (status === 200) order.cancellation = 'done';
    else if (status === 409) order.cancellation = 'refused';
    else this.unexpected.push(`The cancellation of ${order.ids[0]} answered ${status}: ${text}`);
  }

  /** Sends a request until its outcome is known: one without an answer, or with a 5xx, may or may not have happened. */
  async #untilKnown(
    account: Account,
    random: SeededRandom,
    method: string,
    path: string,
    order?: { body: string; idempotencyKey: string },
  ): Promise<Answer> {
    for (;;) {
      const answer = await this.#send(account, random, method, path, order).catch(() => undefined);
      if (answer !== undefined && answer.status < 500 && ![408, 425, 429].includes(answer.status)) return answer;
      this.unknownOutcomes += 1;
      await delay(retryMs);
    }
  }

  async #send(
    account: Account,
    random: SeededRandom,
    method: string,
    path: string,
    order?: { body: string; idempotencyKey: string },
  ): Promise<Answer> {
    const headers: Record<string, string> = { authorization: `Bearer ${await account.token()}` };
    if (order !== undefined)
      Object.assign(headers, { 'content-type': 'application/json', 'idempotency-key': order.idempotencyKey });
    const door = random.pick(this.doors);
    const answer = await fetch(door + path, {
      method,
      headers,
      ...(order && { body: order.body }),
      signal: AbortSignal.timeout(answerWithinMs),
    });
    return { status: answer.status, text: await answer.text() };
  }

  #accountOf({ userId }: Told): Account {
    return this.accounts.find((account) => account.userId === userId) as Account;
  }
}
