import {
  accountSchema,
  dailyFiguresSchema,
  notificationListSchema,
  orderSchema,
  problemSchema,
  profileSchema,
  tokensSchema,
  type CreateOrder,
  type DailyFigures,
  type NotificationList,
  type OrderView,
  type ProfileView,
} from '@fairway/contracts';
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { FairwayError, messageOf } from '../command-line/fairway-error.js';
import { httpJson } from '../http-json.js';

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

interface Request {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

// Above what the gateway itself gives a service, so that its answer says what is slow.
const timeoutMs = 60_000;

/** The platform through its public door; every answer is checked against its contract. */
export class PublicApi {
  readonly #baseUrl: string;

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl;
  }

  /** @returns whether the account is new; one that exists is left as it is. */
  async register({ email, password }: Credentials, name: string): Promise<boolean> {
    const { status, problem } = await this.#send(accountSchema, { method: 'POST', path: '/api/auth/register', body: { email, password, name } }, 201, 409);
    if (status === 409 && problem?.code !== 'email_taken') throw unexpected('POST /api/auth/register', status, problem?.code);
    return status === 201;
  }

  /** @returns an access token */
  async login(credentials: Credentials): Promise<string> {
    const { accessToken } = await this.#answer(tokensSchema, { method: 'POST', path: '/api/auth/login', body: credentials }, 200);
    return accessToken;
  }

  async createOrder(token: string, order: CreateOrder): Promise<OrderView> {
    const headers = { 'idempotency-key': randomUUID() };
    return await this.#answer(orderSchema, { method: 'POST', path: '/api/orders', token, headers, body: order }, 201);
  }

  async getOrder(token: string, id: string): Promise<OrderView> {
    return await this.#answer(orderSchema, { method: 'GET', path: `/api/orders/${id}`, token }, 200);
  }

  /** Undefined until the profile has followed the registration. */
  async getProfile(token: string): Promise<ProfileView | undefined> {
    return (await this.#send(profileSchema, { method: 'GET', path: '/api/users/me', token }, 200, 404)).body;
  }

  async getNotifications(token: string): Promise<NotificationList> {
    return await this.#answer(notificationListSchema, { method: 'GET', path: '/api/notifications', token }, 200);
  }

  async getDailyFigures(adminToken: string): Promise<DailyFigures> {
    return await this.#answer(dailyFiguresSchema, { method: 'GET', path: '/api/analytics/orders/daily', token: adminToken }, 200);
  }

  async #answer<Schema extends z.ZodType>(schema: Schema, request: Request, expected: number): Promise<z.infer<Schema>> {
    return (await this.#send(schema, request, expected)).body as z.infer<Schema>;
  }

  /** Only the first of the expected statuses brings a body of the schema. */
  async #send<Schema extends z.ZodType>(
    schema: Schema,
    { method, path, token, body, headers }: Request,
    ...expected: number[]
  ): Promise<{ status: number; body?: z.infer<Schema>; problem?: z.infer<typeof problemSchema> | undefined }> {
    const what = `${method} ${path}`;
    const { status, body: answer } = await httpJson(this.#baseUrl + path, {
      method,
      headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      body,
      timeoutMs,
    }).catch((error: unknown) => {
      throw new FairwayError('failed', `${what} got no answer from ${this.#baseUrl}.`, {
        cause: messageOf(error),
        hint: 'See `./fairway status` and `./fairway logs api-gateway`.',
      });
    });
    const problem = problemSchema.safeParse(answer).data;
    if (!expected.includes(status)) throw unexpected(what, status, problem?.code, problem?.detail);
    if (status !== expected[0]) return { status, problem };
    const parsed = schema.safeParse(answer);
    if (parsed.success) return { status, body: parsed.data };
    throw new FairwayError('failed', `${what} answered ${status} with a body that breaks its contract.`, {
      cause: parsed.error.issues.map(({ path: field, message }) => `/${field.join('/')}: ${message}`).join('\n'),
      hint: 'Compare the service with packages/contracts/src/http.',
    });
  }
}

function unexpected(what: string, status: number, code?: string, detail?: string): FairwayError {
  return new FairwayError('failed', `${what} answered ${status}${code === undefined ? '' : ` (${code})`}.`, {
    cause: detail,
    hint: 'See `./fairway logs api-gateway`, and the logs of the service behind it.',
  });
}
