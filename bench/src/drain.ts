import { setTimeout as delay } from 'node:timers/promises';

const limitMs = 300_000;

/** What processes requests after it has answered them. */
export interface Processing {
  /** How many have been processed since it started. */
  processed(): Promise<number>;
}

/** Waits until this many are processed; returns how long that took, in ms. */
export async function drain(system: Processing, expected: number): Promise<number> {
  const startMs = performance.now();
  while ((await system.processed()) < expected) {
    if (performance.now() - startMs > limitMs)
      throw new Error(`Only ${await system.processed()} of ${expected} processed.`);
    await delay(50);
  }
  return performance.now() - startMs;
}
