import { domain } from '@fairway/domain';
import { claimPortBlock } from '@fairway/local-servers';
import { expect, it } from 'vitest';
import { findInstance } from '../src/instance/instance.js';
import { portBaseIn } from './local-platform.js';
import { root, runFairway } from './run-fairway.js';

const { plural } = domain.entity;

it('the benchmark signs up, sends requests, drains the backlog and counts', async () => {
  // The benchmark resets its instance, which then takes the lowest free slot: as it does now.
  await runFairway(['reset', '--instance', 'bench', '--yes']);
  const env = { FAIRWAY_PORT_BASE: portBaseIn(await claimPortBlock(), findInstance(root, 'bench')) };
  const { exitCode, stdout } = await runFairway(['bench', '--seconds', '1', '--rate', '50'], env, 600_000);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(
    new RegExp(
      String.raw`^50 ${plural}/s, all the way: \d+ ${plural}/s over [\d.]+ s \(50 answered 201, 0 not\)$`,
      'm',
    ),
  );
  expect(stdout).toMatch(
    new RegExp(
      String.raw`^as fast as it takes them, 64 connections: \d+ ${plural}/s .* \(\d+ answered 201, 0 not\)$`,
      'm',
    ),
  );
});
