import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { eventually, Testbed, type TestKafka } from '@fairway/testkit';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ConsumerTiming } from '../src/index.js';
import { GroupReader } from './group-reader.js';
import { kafkaUnderTest } from './kafka-under-test.js';

/* A frozen or starved member must lose nothing, and must not reset the others to its own state. */

const timing: ConsumerTiming = { sessionTimeoutMs: 6_000, partitionCheckMs: 30_000 };

let testbed: Testbed;
let kafka: TestKafka;

beforeAll(async () => {
  testbed = await Testbed.open();
  kafka = await testbed.kafka();
});

afterAll(() => testbed.close());

interface Said {
  readonly read?: readonly string[];
  readonly joined?: { readonly reason: string; readonly generation: number };
  readonly commit?: 'done' | 'refused';
}

class Member {
  readonly reads: string[] = [];
  readonly joins: string[] = [];
  readonly commits: string[] = [];
  readonly process: ChildProcessByStdio<Writable, Readable, null>;

  constructor(topic: string) {
    const script = fileURLToPath(new URL('group-member.mjs', import.meta.url));
    this.process = spawn(process.execPath, [script, kafka.bootstrapServer, topic], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    createInterface({ input: this.process.stdout }).on('line', (line) => {
      const { read = [], joined, commit } = JSON.parse(line) as Said;
      this.reads.push(...read);
      if (joined !== undefined) this.joins.push(joined.reason);
      if (commit !== undefined) this.commits.push(commit);
    });
    onTestFinished(() => void this.process.kill('SIGKILL'));
  }
}

async function topicWith(count: number): Promise<string> {
  const topic = `orders-${randomUUID()}`;
  await kafka.createTopics([topic]);
  await produce(topic, count);
  return topic;
}

async function produce(topic: string, count: number): Promise<void> {
  const value = Buffer.alloc(300, 32);
  const records = Array.from({ length: count }, (_, number) => ({
    topic,
    partition: number % 3,
    key: Buffer.from(String(number)),
    value,
    headers: [],
  }));
  for (let start = 0; start < count; start += 5_000) await kafka.produce(records.slice(start, start + 5_000));
}

describe('a group member', () => {
  it('that was frozen while another member took over does not reset the group’s offsets', async () => {
    const topic = await topicWith(30);
    const member = new Member(topic);
    await eventually(() => member.reads.length === 30);
    member.process.kill('SIGSTOP');
    const other = new GroupReader(kafkaUnderTest.connect(kafka.bootstrapServer, timing), topic, topic);
    onTestFinished(() => other.stop());
    await eventually(() => other.joins.at(-1)?.partitions.length === 3);
    await produce(topic, 30);
    await eventually(async () => (await kafka.committedOffsets(topic, topic)).every((offset) => offset === 20n));
    member.process.stdin.write('commit\n');
    member.process.kill('SIGCONT');
    await eventually(() => member.commits.includes('refused'));
    expect(await kafka.committedOffsets(topic, topic)).toEqual([20n, 20n, 20n]);
  });

  it('that gets a seventh of a processor reads a backlog once and stays in the group', async () => {
    const topic = await topicWith(20_000);
    const member = new Member(topic);
    const run = () => {
      member.process.kill('SIGCONT');
      setTimeout(() => member.process.kill('SIGSTOP'), 150);
      member.process.stdin.write('commit\n');
    };
    run();
    const period = setInterval(run, 1_000);
    onTestFinished(() => clearInterval(period));
    await eventually(() => new Set(member.reads).size === 20_000);
    expect(member.joins).toEqual(['started']);
    expect(member.reads.length).toBe(20_000);
    await eventually(
      async () => (await kafka.committedOffsets(topic, topic)).reduce((sum, offset) => sum + offset) === 20_000n,
    );
  });
});
