import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimPortBlock } from '@fairway/local-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DoctorRow } from '../src/doctor/doctor-row.js';
import { LocalPlatform } from './local-platform.js';

let folder: string;
let platform: LocalPlatform;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fairway-doctor-'));
  platform = new LocalPlatform(await claimPortBlock(), {
    PATH: `${folder}:${process.env['PATH']}`,
    // Where nothing is built.
    XDG_CACHE_HOME: join(folder, 'cache'),
  });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(platform.instance.folder, { recursive: true });
});

async function rows(): Promise<DoctorRow[]> {
  const { stdout } = await platform.fairway(['doctor', '--json']);
  return (JSON.parse(stdout) as { data: { rows: DoctorRow[] } }).data.rows;
}

describe('what observability needs is a warning of doctor, because the platform runs without it', () => {
  it.each([
    ['too old', 'go1.20', 'warn', /not built\. Go [\d.]+ or newer .* found go1\.20/, /go\.dev\/dl.*needs no Go/],
    ['new enough', 'go1.99.0', 'pass', /builds .*prometheus.*otelcol/, /^$/],
  ])('a Go that is %s', async (_, version, status, message, fix) => {
    writeFileSync(join(folder, 'go'), `#!/bin/sh\necho ${version}\n`);
    chmodSync(join(folder, 'go'), 0o755);
    expect((await rows()).filter(({ id }) => id === 'go')).toEqual([
      {
        id: 'go',
        group: 'Toolchain',
        status,
        message: expect.stringMatching(message),
        fix: expect.stringMatching(fix),
      },
    ]);
  });

  it('a port that another program has', async () => {
    const { alertmanager } = platform.ports.telemetry;
    const other = createServer().listen(alertmanager, '127.0.0.1');
    await once(other, 'listening');
    try {
      expect((await rows()).filter(({ group }) => group === 'Ports')).toEqual([
        {
          id: `port-${alertmanager}`,
          group: 'Ports',
          status: 'warn',
          message: expect.stringContaining('which alertmanager needs'),
          fix: expect.stringContaining('Only `./fairway'),
        },
      ]);
    } finally {
      other.close();
    }
  });
});
