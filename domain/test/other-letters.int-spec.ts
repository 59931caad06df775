import { randomUUID } from 'node:crypto';
import type { TestKafka } from '@fairway/testkit';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DlqReplayResult } from '../../cli/src/commands/dlq-replay.js';
import { TestbedInstance } from '../../cli/test/testbed-instance.js';

// Each command is a separate process, which may be slow on a busy machine.
vi.setConfig({ testTimeout: 240_000 });

const platform = new TestbedInstance();
let kafka: TestKafka;
let pool: Pool;

beforeAll(async () => {
  ({ kafka } = await platform.open());
  pool = platform.pool('events');
});

afterAll(() => platform.close());

const replay = (topic: string, ...more: string[]) =>
  platform.fairwayJson<DlqReplayResult>(['dlq', 'replay', '--topic', topic, '--yes', ...more]);

describe('a letter that names another topic', () => {
  it.each(['users', 'toString'])('as "%s" stays where it is, whatever topic is selected', async (claimed) => {
    const facts = {
      'dlq-topic': claimed,
      'dlq-partition': '0',
      'dlq-offset': '0',
      'dlq-origin': `${claimed}/0/0`,
      'dlq-cause': `carried to ${claimed}`,
    };
    const headers = Object.entries(facts).map(([name, text]) => [name, Buffer.from(text)] as const);
    await kafka.produce([{ topic: 'orders.dlq', key: Buffer.from('f'), value: null, headers }]);
    const ofCause = ['--cause', `carried to ${claimed}`];
    expect(await replay('users', ...ofCause)).toMatchObject({ selected: 0, held: [] });
    const all = await platform.fairwayJson<DlqReplayResult>(['dlq', 'replay', '--all', '--yes', ...ofCause]);
    expect(all).toMatchObject({ selected: 0, held: [{ reason: expect.stringContaining(`the topic "${claimed}"`) }] });
    expect(
      await platform.fairwayJson(['dlq', 'discard', '--topic', 'orders', ...ofCause, '--reason', 'forged', '--yes']),
    ).toMatchObject({ discarded: 1 });
  });
});

describe('events that Kafka refused', () => {
  const insert = `
    INSERT INTO outbox_dead (id, aggregatetype, aggregateid, type, payload, headers, created_at, cause)
    VALUES ($1, 'orders', 'k', 'order.created', '{"a": 1}', '{"ce_source": "order-service"}', $2, 'MESSAGE_TOO_LARGE')`;

  it('are put back into the outbox with their ids, in order; a second replay finds none', async () => {
    const [older, younger] = [randomUUID(), randomUUID()];
    const orders = platform.pool('orders');
    await orders.query(insert, [younger, '2026-01-01T00:00:01Z']);
    await orders.query(insert, [older, '2026-01-01T00:00:00Z']);
    expect((await platform.fairway(['status'])).stdout).toContain('2 on outbox_dead of orders');
    expect(await platform.fairwayJson(['dlq', 'show', `outbox/orders/${older}`])).toMatchObject({
      value: { json: { a: 1 } },
    });

    expect(await replay('orders', '--cause', 'too_large')).toMatchObject({ selected: 2, replayed: 2 });
    const { rows } = await orders.query<{ id: string; payload: unknown; headers: object }>(
      'SELECT id, payload, headers FROM outbox ORDER BY seq',
    );
    expect(rows).toEqual(
      [older, younger].map((id) => ({
        id,
        payload: { a: 1 },
        headers: { ce_source: 'order-service', 'dlq-replay-count': '1' },
      })),
    );
    expect(await replay('orders', '--cause', 'too_large')).toMatchObject({ selected: 0 });

    await orders.query(insert, [randomUUID(), '2026-01-01T00:00:02Z']);
    expect(
      await platform.fairwayJson([
        'dlq',
        'discard',
        '--topic',
        'orders',
        '--cause',
        'too_large',
        '--reason',
        'test',
        '--yes',
      ]),
    ).toMatchObject({ discarded: 1 });
    expect((await orders.query('SELECT FROM outbox_dead')).rowCount).toBe(0);
    expect((await platform.fairway(['dlq', 'show', `outbox/orders/${older}`])).stderr).toMatch(
      /It was replayed by .*@/,
    );
  });
});

describe('webhooks that are given up', () => {
  it('are due again when replayed, and no longer sent when discarded', async () => {
    const insert = `
      INSERT INTO webhook_deliveries (id, order_id, event_type, payload, headers, attempts, given_up_at, last_error)
      VALUES ($1, $2, 'order.created', '{}', '{}', 9, now(), $3)`;
    const [again, never] = [randomUUID(), randomUUID()];
    const order = randomUUID();
    await pool.query(insert, [again, order, 'the partner answered 503']);
    await pool.query(insert, [never, randomUUID(), 'the partner answered 400']);
    expect(await replay('webhooks', '--cause', '503')).toMatchObject({
      replayed: 1,
      groups: [{ place: 'webhooks', count: 1, cause: 'the partner answered 503' }],
    });
    const shown = await platform.fairway(['dlq', 'show', `webhooks/${again}`]);
    expect(shown.stderr).toMatch(
      new RegExp(
        `is retried for 72 h from .*: 9 attempts so far, last answer: the partner answered 503.*journey ${order}`,
      ),
    );
    expect(
      await platform.fairwayJson(['dlq', 'discard', '--topic', 'webhooks', '--reason', 'the partner is gone', '--yes']),
    ).toMatchObject({ discarded: 1 });
    const { rows } = await pool.query(
      'SELECT id, given_up_at IS NULL AS due, withdrawn_at IS NOT NULL AS withdrawn FROM webhook_deliveries ORDER BY seq',
    );
    expect(rows).toEqual([
      { id: again, due: true, withdrawn: false },
      { id: never, due: false, withdrawn: true },
    ]);
    const { stderr } = await platform.fairway(['dlq', 'show', `webhooks/${never}`]);
    expect(stderr).toContain('is no longer sent');
    expect(stderr).toMatch(/It was discarded by .*@.*: the partner is gone/);
    expect(await replay('webhooks')).toMatchObject({ selected: 0 });
  });
});
