import { localDoor } from '../admin/platform-door.js';
import { signIn } from '../admin/sign-in.js';
import type { Command } from '../command-line/context.js';
import { formatDuration } from '../command-line/duration.js';
import { exitCodes } from '../command-line/exit-codes.js';
import { requireRunning } from '../instance/find-running.js';
import { findInstance } from '../instance/instance.js';
import { runSmokeTest, type SmokeOutcome, type SmokeStep } from '../public-api/smoke-test.js';

/** One order through the public door, and every hop of it checked from outside. */
export const smoke: Command<{ instance: string }, SmokeOutcome> = {
  async run(input, { root, env, progress, style }) {
    const instance = findInstance(root, input.instance);
    const { ports, supervisor } = requireRunning(instance);
    const door = localDoor(instance, env);
    const line = ({ name, ok, durationMs, detail }: SmokeStep) =>
      `${ok ? style.green('✓') : style.red('✗')} ${name.padEnd(18)} ${formatDuration(durationMs).padStart(8)}  ${style.dim(detail)}`;
    return await runSmokeTest({
      gatewayUrl: door.url,
      sandboxUrl: `http://127.0.0.1:${ports.partnerSandbox}`,
      supervisorPid: supervisor.pid,
      loginAsAdmin: async () => (await signIn(door)).accessToken,
      onStep: (step) => progress(line(step)),
    });
  },

  exitCode: ({ ok }) => (ok ? exitCodes.ok : exitCodes.failed),

  render({ ok, steps, orderId }, style) {
    const totalMs = steps.reduce((sum, { durationMs }) => sum + durationMs, 0);
    const failing = steps.at(-1);
    const outcome = ok
      ? `${style.green('✓')} ${steps.length} hops passed in ${formatDuration(totalMs)}`
      : `${style.red('✗')} failed at "${failing?.name}": ${failing?.detail}`;
    return `${outcome}\nnext: ${orderId === null ? './fairway status · ./fairway logs api-gateway' : `./fairway journey ${orderId}`}`;
  },
};
