import { expect, it } from 'vitest';
import { LocalPlatform } from './local-platform.js';
import { runFairway } from './run-fairway.js';

it('the benchmark signs up, places orders, drains the backlog and counts', async () => {
  const { env } = new LocalPlatform();
  const { exitCode, stdout } = await runFairway(['bench', '--seconds', '1', '--rate', '50'], env, 600_000);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^50 orders\/s, all the way: \d+ orders\/s over [\d.]+ s \(50 answered 201, 0 not\)$/m);
  expect(stdout).toMatch(/^as fast as it takes them, 64 connections: \d+ orders\/s .* \(\d+ answered 201, 0 not\)$/m);
});
