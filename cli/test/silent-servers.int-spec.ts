import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatusResult } from '../src/commands/status.js';
import { type PlatformState, readState, writeState } from '../src/instance/state.js';
import { root } from './run-fairway.js';
import { TestbedInstance } from './testbed-instance.js';

const platform = new TestbedInstance();

beforeAll(async () => {
  await platform.open();
});

afterAll(() => platform.close());

describe('a server that is silent', () => {
  /** Runs `work` with one of the instance's servers replaced by one that accepts connections but never answers. */
  async function withSilent(server: 'kafka' | 'postgres', work: (silent: Server) => Promise<void>): Promise<void> {
    const state = stateWith(server);
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => sockets.add(socket.on('error', () => {})));
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    writeState(platform.instance, {
      ...state,
      ports: { ...state.ports, [server]: (silent.address() as AddressInfo).port },
    });
    try {
      await work(silent);
    } finally {
      writeState(platform.instance, state);
      for (const socket of sockets) socket.destroy();
      silent.close();
    }
  }

  /** The instance's state, in which this process is the server. */
  function stateWith(server: 'kafka' | 'postgres'): PlatformState {
    const state = readState(platform.instance);
    if (state === undefined) throw new Error('The instance is not prepared.');
    const running = {
      phase: 'ready',
      process: state.supervisor,
      port: null,
      restarts: 0,
      since: state.startedAt,
    } as const;
    return { ...state, processes: [{ name: server, ...running }] };
  }

  it.each(['kafka', 'postgres'] as const)(
    'is not ready in status, and is again when it answers: %s',
    async (server) => {
      const reasons = async () => (await platform.fairwayJson<StatusResult>(['status'])).processes[0]?.reasons;
      await withSilent(server, async () => {
        expect(await reasons()).toEqual(['it does not answer within 3 s']);
      });
      await expect.poll(reasons).toEqual([]);
    },
  );

  it.each([
    ['Kafka', 'kafka', ['dlq', 'list']],
    ['PostgreSQL', 'postgres', ['dlq', 'list']],
    ['PostgreSQL', 'postgres', ['journey', randomUUID()]],
  ] as const)('is reported after a while: %s in %s %j', (name, server, args) =>
    withSilent(server, async () => {
      expect(await platform.fairway(args)).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining(`${name} does not answer within 10 s`),
      });
    }),
  );

  it('does not prevent a replay from ending', () =>
    withSilent('kafka', async (silent) => {
      const child = spawn(process.execPath, [`${root}/cli/dist/src/main.js`, 'dlq', 'replay', '--all', '--yes'], {
        env: { ...process.env, ...platform.env },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const [output, [code]] = await Promise.all([
        text(child.stderr),
        once(child, 'exit'),
        once(silent, 'connection').then(() => child.kill('SIGTERM')),
      ]);
      expect(output).toContain('Interrupted before anything was changed');
      expect(code).toBe(130);
    }));
});
