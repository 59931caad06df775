import { domain } from '@fairway/domain';
import { localPlatformAccess } from '../admin/platform-access.js';
import { signIn } from '../admin/sign-in.js';
import type { Command } from '../command-line/context.js';
import { formatDuration } from '../command-line/duration.js';
import { exitCodes } from '../command-line/exit-codes.js';
import { requireRunning } from '../instance/find-running.js';
import { findInstance } from '../instance/instance.js';
import { RunningPlatform } from '../public-api/running-platform.js';
import { runSmokeTest, smokeLine, type SmokeOutcome } from '../public-api/smoke-run.js';

/** The domain's test through the public API, with every hop verified from outside. */
export const smoke: Command<{ instance: string }, SmokeOutcome> = {
  async run(input, { root, env, progress, style }) {
    const instance = findInstance(root, input.instance);
    const { ports, supervisor } = requireRunning(instance);
    const access = localPlatformAccess(instance, env);
    return await runSmokeTest(new RunningPlatform(ports, supervisor.pid), {
      loginAsAdmin: async () => (await signIn(access)).accessToken,
      onStep: (step) => progress(smokeLine(step, style)),
    });
  },

  exitCode: ({ ok }) => (ok ? exitCodes.ok : exitCodes.failed),

  render({ ok, steps, ...ids }, style) {
    const totalMs = steps.reduce((sum, { durationMs }) => sum + durationMs, 0);
    const failing = steps.at(-1);
    const outcome = ok
      ? `${style.green('✓')} ${steps.length} hops passed in ${formatDuration(totalMs)}`
      : `${style.red('✗')} failed at "${failing?.name}": ${failing?.detail}`;
    const id = ids[domain.entity.idName] ?? null;
    return `${outcome}\nnext: ${id === null ? './fairway status · ./fairway logs api-gateway' : `./fairway journey ${id}`}`;
  },
};
