import { randomBytes } from 'node:crypto';
import { asFairwayError, FairwayError } from '../command-line/fairway-error.js';
import { httpJson } from '../http-json.js';
import { PublicApi } from './public-api.js';
import { sampleOrder } from './sample-order.js';
import { until, type UntilOptions } from './until.js';

export interface SmokeStep {
  readonly name: string;
  readonly ok: boolean;
  readonly durationMs: number;
  readonly detail: string;
}

export interface SmokeOptions {
  readonly gatewayUrl: string;
  readonly sandboxUrl: string;
  /** @returns an access token */
  readonly loginAsAdmin: () => Promise<string>;
  readonly supervisorPid: number;
  readonly onStep: (step: SmokeStep) => void;
}

export interface SmokeOutcome {
  readonly ok: boolean;
  readonly steps: readonly SmokeStep[];
  readonly orderId: string | null;
}

const hopMs = 10_000;

/** Sends one order through the whole platform with an account of its own; ends with the first hop that fails. */
export async function runSmokeTest({ gatewayUrl, sandboxUrl, loginAsAdmin, supervisorPid, onStep }: SmokeOptions): Promise<SmokeOutcome> {
  const api = new PublicApi(gatewayUrl);
  const hop = { supervisorPid, limitMs: hopMs };
  const account = { email: `smoke-${randomBytes(6).toString('hex')}@fairway.example`, password: randomBytes(12).toString('base64url') };
  const steps: SmokeStep[] = [];
  const step = async <T>(name: string, work: () => Promise<[T, string]>): Promise<T> => {
    const startedAtMs = performance.now();
    const finish = (ok: boolean, detail: string) => {
      const done = { name, ok, durationMs: Math.round(performance.now() - startedAtMs), detail };
      steps.push(done);
      onStep(done);
    };
    try {
      const [result, detail] = await work();
      finish(true, detail);
      return result;
    } catch (thrown) {
      const error = asFairwayError(thrown);
      finish(false, [error.message, error.cause, error.hint].filter((part) => part !== undefined && part !== '').join(' '));
      throw new StepFailed();
    }
  };

  let orderId: string | null = null;
  try {
    await step('register', async () => [await api.register(account, 'Smoke Test'), account.email]);
    const token = await step('login', async () => [await api.login(account), 'access token']);
    const adminToken = await step('login as admin', async () => [await loginAsAdmin(), 'access token']);
    await step('profile', async () => {
      const { email } = await until('profile of the new account', hop, () => api.getProfile(token));
      return [undefined, `made from user.registered for ${email}`];
    });
    const before = await step('analytics before', async () => ordersToday(api, adminToken));
    const { id, totalMinor } = await step('order', async () => {
      const order = await api.createOrder(token, sampleOrder);
      return [order, `201, ${order.id}`];
    });
    orderId = id;
    await step('processed', async () => {
      await until('order processed', hop, async () => (await api.getOrder(token, id)).status === 'processed');
      return [undefined, 'status processed'];
    });
    await step('analytics', async () => {
      const counted = async () => {
        const [count] = await ordersToday(api, adminToken);
        return count > before && count;
      };
      return [undefined, `${await until('order counted', hop, counted)} orders today in EUR, was ${before}, total ${totalMinor} added`];
    });
    await step('webhook', async () => [undefined, await webhookSeen(sandboxUrl, id, hop)]);
    await step('notification', async () => {
      await until('notification', hop, async () => (await api.getNotifications(token)).items.some(({ text }) => text.includes(id)));
      return [undefined, 'order-processed delivered'];
    });
    return { ok: true, steps, orderId };
  } catch (error) {
    if (error instanceof StepFailed) return { ok: false, steps, orderId };
    throw error;
  }
}

/** Told by its step already. */
class StepFailed extends Error {}

async function ordersToday(api: PublicApi, adminToken: string): Promise<[number, string]> {
  const today = new Date().toISOString().slice(0, 10);
  const { items } = await api.getDailyFigures(adminToken);
  const count = items.find(({ day, currency }) => day === today && currency === sampleOrder.currency)?.ordersCreated ?? 0;
  return [count, `${count} orders today in ${sampleOrder.currency}`];
}

/** The sandbox has verified the signature of what it lists. */
async function webhookSeen(sandboxUrl: string, orderId: string, hop: UntilOptions): Promise<string> {
  const items = await until('webhook at the partner', hop, async () => {
    const { body } = await httpJson(`${sandboxUrl}/webhooks?orderId=${orderId}`, { timeoutMs: hopMs });
    const { items: seen = [] } = body as { items?: { type: string }[] };
    return seen.length > 0 && seen;
  });
  if (items.length > 1) throw new FairwayError('failed', `The partner has ${items.length} webhooks of one order.`, { hint: 'Compare their webhook-id.' });
  return `${items.map(({ type }) => type).join(', ')} verified by the partner, once`;
}
