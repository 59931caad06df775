import { domain } from '@fairway/domain';
import { claimPortBlock } from '@fairway/local-servers';
import { expect, it } from 'vitest';
import { portsPerInstance } from '../src/instance/port-plan.js';
import { Fork } from './fork.js';

const { plural } = domain.entity;

it('the benchmark signs up, sends requests, drains the backlog and counts', async () => {
  // The benchmark resets its instance `bench`, which then takes the lowest free slot. In a fork that is the first one
  // after that of `default`, whatever else runs here, and a developer's own `bench` keeps its data.
  using fork = new Fork();
  const env = { FAIRWAY_PORT_BASE: String((await claimPortBlock()) - portsPerInstance) };
  const { stdout } = await fork.fairway(['bench', '--seconds', '1', '--rate', '50'], env);
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
