import { eventually } from '@fairway/testkit';
import { register } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { consumerBed, upTo } from './consumer-bed.js';

const bed = consumerBed();

/** More than a consumer reads ahead: it stops reading before it has read all of them. */
const count = 2_500;

/** The gauges as a scrape shows them. */
async function lagOf(topic: string): Promise<{ records: number; seconds: number }> {
  const metrics = await register.metrics();
  const value = (name: string) => Number(new RegExp(`^${name}\\{topic="${topic}"\\} (\\S+)$`, 'm').exec(metrics)?.[1]);
  return { records: value('consumer_lag_records'), seconds: value('consumer_lag_seconds') };
}

describe('while a handler is stuck', () => {
  it('the lag counts all records of the topic, read or not, and their age, until they are handled', async () => {
    const scene = await bed.scene();
    const stuck = Promise.withResolvers<void>();
    scene.consume(async (events, transaction) => {
      await stuck.promise;
      await scene.writeEffects(events, transaction);
    });
    await eventually(async () => (await lagOf(scene.topic)).seconds === 0);
    const beforeMs = Date.now();
    await bed.kafka.produce(upTo(count).map((number) => scene.step(`key ${number}`, number)));
    const afterMs = Date.now();
    await eventually(async () => (await lagOf(scene.topic)).records === count);
    // Before the consumer has read a record, its age counts from when the lag was first seen.
    await eventually(async () => {
      const readAtMs = Date.now();
      return (await lagOf(scene.topic)).seconds >= (readAtMs - afterMs) / 1_000;
    });
    const { seconds } = await lagOf(scene.topic);
    expect(seconds).toBeLessThanOrEqual((Date.now() - beforeMs) / 1_000);
    await eventually(async () => (await lagOf(scene.topic)).seconds > seconds + 0.5);
    stuck.resolve();
    await eventually(async () => (await scene.countEffects()) === count);
    await eventually(async () => {
      const lag = await lagOf(scene.topic);
      return lag.records === 0 && lag.seconds === 0;
    });
  });

  it('a partition counts only for the member that has it', async () => {
    const scene = await bed.scene();
    const stuck = Promise.withResolvers<void>();
    const consume = () =>
      scene.consume(async (events, transaction) => {
        await stuck.promise;
        await scene.writeEffects(events, transaction);
      });
    consume();
    await bed.kafka.produce(upTo(300).map((number) => scene.step(`key ${number}`, number)));
    await eventually(async () => (await lagOf(scene.topic)).records === 300);
    const joins = async () => (await register.getSingleMetric('consumer_group_joins_total')?.get())?.values ?? [];
    const rebalances = async () => (await joins()).find(({ labels }) => labels['reason'] === 'rebalance')?.value ?? 0;
    const before = await rebalances();
    consume();
    await eventually(async () => (await rebalances()) > before);
    // Both members are in this process, whose gauges add up.
    await expect.poll(async () => (await lagOf(scene.topic)).records).toBe(300);
    stuck.resolve();
    await eventually(async () => (await lagOf(scene.topic)).records === 0);
  });
});
