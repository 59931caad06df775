import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import type { TestKafka } from '@fairway/testkit';
import { findInstance, type Instance } from '../src/instance/instance.js';
import { portsAt } from '../src/instance/ports.js';
import { identityOf, writeState } from '../src/instance/state.js';
import { createMissingTopics } from '../src/supervisor/topics.js';
import { type Outcome, root, runFairway } from './run-fairway.js';

/** An instance that runs as far as the command line can tell: its Kafka is the testbed's, its supervisor this process. */
export class TestbedInstance {
  readonly instance: Instance = findInstance(root, `test-${randomUUID().slice(0, 8)}`);
  readonly env = { FAIRWAY_INSTANCE: this.instance.name };

  async prepare(kafka: TestKafka): Promise<void> {
    const supervisor = identityOf(process.pid);
    if (supervisor === null) throw new Error('This process is not alive.');
    const now = new Date().toISOString();
    const ports = { ...portsAt(4_000), kafka: portIn(kafka.bootstrapServer) };
    mkdirSync(this.instance.logFolder, { recursive: true });
    writeState(this.instance, { schema: 1, instance: this.instance.name, phase: 'ready', supervisor, ports, startedAt: now, readyAt: now, processes: [] });
    await createMissingTopics(kafka.bootstrapServer);
  }

  fairway(args: readonly string[]): Promise<Outcome> {
    return runFairway(args, this.env);
  }

  /** The data of a command's JSON document, whatever its exit code. */
  async fairwayJson<Data>(args: readonly string[]): Promise<Data> {
    const { stdout, stderr } = await this.fairway([...args, '--json']);
    const document = JSON.parse(stdout) as { data?: Data };
    if (document.data === undefined) throw new Error(`fairway ${args.join(' ')} failed:\n${stdout}${stderr}`);
    return document.data;
  }

  remove(): void {
    rmSync(this.instance.folder, { recursive: true, force: true });
  }
}

function portIn(server: string): number {
  return Number(server.split(':').at(-1));
}
