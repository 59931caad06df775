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
  it('start when those before them are ready, and report what they wait for', async () => {
    const { log, step, onWaiting } = recording();
    const kafka = Promise.withResolvers<void>();
    const steps = [step('postgres'), step('kafka', [], () => kafka.promise), step('stock', ['postgres', 'kafka'])];
    const started = startInOrder(steps, { onWaiting, stopping: never });
    await expect.poll(() => log).toContain('stock waits for kafka');
    expect(log).toEqual([
      'stock waits for postgres, kafka',
      'start postgres',
      'start kafka',
      'ready postgres',
      'stock waits for kafka',
    ]);
    kafka.resolve();
    await started;
    expect(log.slice(-3)).toEqual(['ready kafka', 'start stock', 'ready stock']);
  });

  it('do not start after a failed one, whose error is thrown', async () => {
    const { log, step, onWaiting } = recording();
    const steps = [step('postgres', [], () => Promise.reject(new Error('no disk'))), step('stock', ['postgres'])];
    await expect(startInOrder(steps, { onWaiting, stopping: never })).rejects.toThrow('no disk');
    expect(log).not.toContain('start stock');
  });

  it('must be listed after those that they wait for', async () => {
    const { log, step, onWaiting } = recording();
    const steps = [step('stock', ['postgres']), step('postgres')];
    await expect(startInOrder(steps, { onWaiting, stopping: never })).rejects.toThrow('stock waits for postgres');
    expect(log).not.toContain('start stock');
  });

  it('do not start once the run is stopping', async () => {
    const { log, step, onWaiting } = recording();
    const stop = new AbortController();
    const steps = [step('postgres', [], async () => stop.abort(new Error('stopping'))), step('stock', ['postgres'])];
    await expect(startInOrder(steps, { onWaiting, stopping: stop.signal })).rejects.toThrow('stopping');
    expect(log).not.toContain('start stock');
  });

  it('do not wait for those that they call, but stop before them', async () => {
    const { log, step, onWaiting } = recording();
    const stock = Promise.withResolvers<void>();
    const steps = [step('stock', [], () => stock.promise), { ...step('gateway'), calls: ['stock'] }];
    const started = startInOrder(steps, { onWaiting, stopping: never });
    await expect.poll(() => log).toContain('ready gateway');
    expect(log).not.toContain('ready stock');
    stock.resolve();
    await started;
    await stopInReverse(steps);
    expect(log.slice(-2)).toEqual(['stop gateway', 'stop stock']);
  });

  it('stop after those that depend on them, even if one of those fails to stop', async () => {
    const { log, step } = recording();
    const gateway: Step = { ...step('gateway', ['stock']), stop: () => Promise.reject(new Error('stuck')) };
    await expect(stopInReverse([step('postgres'), step('stock', ['postgres']), gateway])).rejects.toThrow('stuck');
    expect(log).toEqual(['stop stock', 'stop postgres']);
  });
});
