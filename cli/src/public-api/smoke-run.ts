import { domain } from '@fairway/domain';
import { randomBytes } from 'node:crypto';
import { asFairwayError } from '../command-line/as-fairway-error.js';
import type { LivePlatform } from '@fairway/catalog';
import { formatDuration } from '../command-line/duration.js';
import type { Style } from '../command-line/style.js';
import type { PublicApi } from './public-api.js';

export interface SmokeStep {
  readonly name: string;
  readonly ok: boolean;
  readonly durationMs: number;
  readonly detail: string;
}

export interface SmokeOptions {
  /** Returns an access token; not from outside, where nothing may read the administrator's password. */
  readonly loginAsAdmin?: () => Promise<string>;
  /** False where the domain's entities would reach the real servers of others. */
  readonly entities?: boolean;
  readonly onStep: (step: SmokeStep) => void;
}

export interface SmokeOutcome {
  readonly ok: boolean;
  readonly steps: readonly SmokeStep[];
  /**
   * The id of the entity that the domain created, under the name that the domain chooses; null when the test failed
   * before that.
   */
  readonly [idName: `${string}Id`]: string | null;
}

const profileWithinMs = 10_000;

/** Registers an account, waits for its profile, then runs the domain's steps with it; stops at the first failure. */
export async function runSmokeTest(
  platform: LivePlatform & { readonly api: PublicApi },
  { loginAsAdmin, entities = true, onStep }: SmokeOptions,
): Promise<SmokeOutcome> {
  const { api } = platform;
  const account = {
    email: `smoke-${randomBytes(6).toString('hex')}@fairway.example`,
    password: randomBytes(12).toString('base64url'),
  };
  const steps: SmokeStep[] = [];
  const step = async <T>(name: string, work: () => Promise<readonly [T, string]>): Promise<T> => {
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
      finish(
        false,
        [error.message, error.cause, error.hint].filter((part) => part !== undefined && part !== '').join(' '),
      );
      throw new StepFailed();
    }
  };

  const { idName } = domain.entity;
  let id: string | null = null;
  const ids = () => ({ [idName]: id }) as Record<`${string}Id`, string | null>;
  try {
    await step('register', async () => [await api.register(account, 'Smoke Test'), account.email]);
    const token = await step('login', async () => [await api.login(account), 'access token']);
    const adminToken =
      loginAsAdmin && (await step('login as admin', async () => [await loginAsAdmin(), 'access token']));
    await step('profile', async () => {
      const { email } = await platform.until('profile of the new account', profileWithinMs, () =>
        api.getProfile(token),
      );
      return [undefined, `created from user.registered for ${email}`];
    });
    if (entities) await domain.smoke(platform, { token, adminToken, step, made: (made) => (id = made) });
    return { ok: true, steps, ...ids() };
  } catch (error) {
    if (error instanceof StepFailed) return { ok: false, steps, ...ids() };
    throw error;
  }
}

/** Its step has already reported it. */
class StepFailed extends Error {}

export function smokeLine({ name, ok, durationMs, detail }: SmokeStep, style: Style): string {
  return `${ok ? style.green('✓') : style.red('✗')} ${name.padEnd(18)} ${formatDuration(durationMs).padStart(8)}  ${style.dim(detail)}`;
}
