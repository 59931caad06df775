import { describe, expect, it } from 'vitest';
import { startInOrder, stopInReverse, type Step } from './start-in-order.js';

const never = new AbortController().signal;

function recording() {
  const log: string[] = [];
  const step = (name: string, after: string[] = [], start: () => Promise<void> = async () => {}): Step => ({
    name,
    after,
    start: async () => {
      log.push(`start ${name}`);
      await start();
      log.push(`ready ${name}`);
    },
    stop: async () => void log.push(`stop ${name}`),
  });
  return {
    log,
    step,
    onWaiting: (name: string, missing: readonly string[]) => void log.push(`${name} waits for ${missing.join(', ')}`),
  };
}

describe('steps', () => {
  it('start when those before them are ready, and say what they wait for', async () => {
    const { log, step, onWaiting } = recording();
    const kafka = Promise.withResolvers<void>();
    const steps = [step('postgres'), step('kafka', [], () => kafka.promise), step('orders', ['postgres', 'kafka'])];
    const started = startInOrder(steps, { onWaiting, stopping: never });
    await expect.poll(() => log).toContain('orders waits for kafka');
    expect(log).toEqual([
      'orders waits for postgres, kafka',
      'start postgres',
      'start kafka',
      'ready postgres',
      'orders waits for kafka',
    ]);
    kafka.resolve();
    await started;
    expect(log.slice(-3)).toEqual(['ready kafka', 'start orders', 'ready orders']);
  });

  it('do not start after one that failed, whose error is thrown', async () => {
    const { log, step, onWaiting } = recording();
    const steps = [step('postgres', [], () => Promise.reject(new Error('no disk'))), step('orders', ['postgres'])];
    await expect(startInOrder(steps, { onWaiting, stopping: never })).rejects.toThrow('no disk');
    expect(log).not.toContain('start orders');
  });

  it('must be listed after those that they wait for', async () => {
    const { log, step, onWaiting } = recording();
    const steps = [step('orders', ['postgres']), step('postgres')];
    await expect(startInOrder(steps, { onWaiting, stopping: never })).rejects.toThrow('orders waits for postgres');
    expect(log).not.toContain('start orders');
  });

  it('do not start once the run is stopping', async () => {
    const { log, step, onWaiting } = recording();
    const stop = new AbortController();
    const steps = [step('postgres', [], async () => stop.abort(new Error('stopping'))), step('orders', ['postgres'])];
    await expect(startInOrder(steps, { onWaiting, stopping: stop.signal })).rejects.toThrow('stopping');
    expect(log).not.toContain('start orders');
  });

  it('stop after those that need them, even if one of those fails to stop', async () => {
    const { log, step } = recording();
    const gateway: Step = { ...step('gateway', ['orders']), stop: () => Promise.reject(new Error('stuck')) };
    await expect(stopInReverse([step('postgres'), step('orders', ['postgres']), gateway])).rejects.toThrow('stuck');
    expect(log).toEqual(['stop orders', 'stop postgres']);
  });
});
