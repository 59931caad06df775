import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { HttpProblem, readBody, readJson, sendJson, sendNothing } from './http.js';
import { WebhookInbox } from './webhook-inbox.js';

const REMEMBERED_WEBHOOKS = 100_000;
const WEBHOOK_ID_MAX_LENGTH = 200;
const DELAY_MAX_MS = 60_000;

interface Behaviour {
  /** Answers every webhook with this status and accepts none; null is normal. */
  status: number | null;
  /** Only webhooks about this account's orders get that status; null for all. */
  userId: string | null;
  /** Waits this long before each answer to a webhook. */
  delayMs: number;
}

/**
 * The partner's external API as far as Fairway uses it: accepts webhooks by the Standard Webhooks specification
 * (https://www.standardwebhooks.com), lists what it accepted, and fails on demand.
 */
export function createPartnerSandbox(secret: string): Server {
  const verifier = verifierWith(secret);
  const inbox = new WebhookInbox(REMEMBERED_WEBHOOKS);
  const stats = { verified: 0, duplicates: 0, rejected: 0 };
  const behaviour: Behaviour = { status: null, userId: null, delayMs: 0 };

  async function takeWebhook(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const { status, userId, delayMs } = behaviour;
    const fails = status !== null && (userId === null || userIdIn(body) === userId);
    const answer = fails ? status : accept(request, body);
    if (delayMs > 0) await sleep(delayMs);
    sendNothing(response, answer);
  }

  function accept(request: IncomingMessage, body: Buffer): number {
    try {
      const isNew = inbox.receive(verify(verifier, request, body));
      stats[isNew ? 'verified' : 'duplicates'] += 1;
      return isNew ? 204 : 200;
    } catch (error) {
      stats.rejected += 1;
      throw error;
    }
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://sandbox');
    switch (`${request.method} ${pathname}`) {
      case 'POST /webhooks':
        return await takeWebhook(request, response);
      case 'GET /webhooks': {
        const orderId = searchParams.get('orderId');
        return sendJson(response, 200, { items: orderId === null ? inbox.all() : inbox.ofOrder(orderId) });
      }
      case 'GET /stats':
        return sendJson(response, 200, stats);
      case 'GET /health':
        return sendJson(response, 200, { status: 'ok' });
      case 'PUT /behaviour':
        Object.assign(behaviour, parseBehaviour(readJson(await readBody(request))));
        return sendJson(response, 200, behaviour);
      default:
        throw new HttpProblem(404, 'Nothing exists here. See /webhooks, /stats, /health and /behaviour.');
    }
  }

  return createServer((request, response) => {
    route(request, response).catch(async (error: unknown) => {
      // Answered once the whole body is read (and dropped): a sender that gets an answer in the middle of its body may
      // meet a closed connection or, like Node's own client, never learn that it may continue.
      await finished(request.resume()).catch(() => undefined);
      if (response.headersSent || response.destroyed) return;
      const problem = error instanceof HttpProblem ? error : new HttpProblem(500, 'The sandbox failed.');
      if (problem.status === 500) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      sendJson(response, problem.status, { error: problem.message });
    });
  });
}

function verifierWith(secret: string): Webhook {
  try {
    return new Webhook(secret);
  } catch (cause) {
    throw new Error('The secret of the webhooks must be whsec_ followed by base64.', { cause });
  }
}

function verify(verifier: Webhook, request: IncomingMessage, body: Buffer): Parameters<WebhookInbox['receive']>[0] {
  const webhookId = request.headers['webhook-id'];
  if (typeof webhookId !== 'string' || webhookId === '' || webhookId.length > WEBHOOK_ID_MAX_LENGTH) {
    throw new HttpProblem(400, `The header webhook-id is missing or longer than ${WEBHOOK_ID_MAX_LENGTH} characters.`);
  }
  try {
    verifier.verify(body, request.headers as Record<string, string>, { jsonParse: false });
  } catch (error) {
    throw new HttpProblem(
      400,
      `The webhook cannot be verified: ${error instanceof Error ? error.message : 'unknown cause'}.`,
    );
  }
  const { type, orderId } = parsePayload(body);
  return { webhookId, type, orderId, receivedAt: new Date().toISOString() };
}

function parsePayload(body: Buffer): { type: string; orderId: string | null } {
  const payload = readJson(body);
  if (typeof payload['type'] !== 'string') throw new HttpProblem(400, 'The payload has no type.');
  const data = payload['data'];
  const orderId = typeof data === 'object' && data !== null && 'orderId' in data ? data.orderId : null;
  return { type: payload['type'], orderId: typeof orderId === 'string' ? orderId : null };
}

function userIdIn(body: Buffer): unknown {
  const data = readJson(body)['data'];
  return typeof data === 'object' && data !== null && 'userId' in data ? data.userId : undefined;
}

function parseBehaviour(input: Record<string, unknown>): Partial<Behaviour> {
  const behaviour: Partial<Behaviour> = {};
  for (const [name, value] of Object.entries(input)) {
    if (name === 'status' && (value === null || isIntegerWithin(value, 400, 599))) behaviour.status = value;
    else if (name === 'userId' && (value === null || typeof value === 'string')) behaviour.userId = value;
    else if (name === 'delayMs' && isIntegerWithin(value, 0, DELAY_MAX_MS)) behaviour.delayMs = value;
    else
      throw new HttpProblem(
        400,
        `Send "status" (400 to 599, or null for normal), "userId" (or null for all) and "delayMs" (0 to ${DELAY_MAX_MS}); "${name}" is wrong.`,
      );
  }
  return behaviour;
}

function isIntegerWithin(value: unknown, from: number, to: number): value is number {
  return Number.isInteger(value) && Number(value) >= from && Number(value) <= to;
}
