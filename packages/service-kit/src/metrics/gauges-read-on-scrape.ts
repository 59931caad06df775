import { within } from '@fairway/messaging';
import { Gauge } from 'prom-client';

// Prometheus gives up a scrape after 10 s by default, and would lose all other metrics with it.
const readWithinMs = 1_000;

/**
 * Registers gauges whose values come from one read on each scrape. They are NaN when the read fails or takes more than
 * 1 s: a database that is down, or a full pool, must not make the scrape fail. A read that is still running is not
 * repeated by the next scrape.
 * @param help the help text of each gauge by its name
 */
export function gaugesReadOnScrape<Name extends string>(
  help: Readonly<Record<Name, string>>,
  read: () => Promise<Readonly<Record<Name, number>>>,
): void {
  let reading: Promise<Readonly<Record<Name, number>>> | undefined;
  for (const name of Object.keys(help) as Name[]) {
    new Gauge({
      name,
      help: help[name],
      // All gauges are collected at the same time, so they share a read.
      async collect() {
        reading ??= read().finally(() => (reading = undefined));
        let value = NaN;
        await within(
          readWithinMs,
          reading.then((values) => (value = values[name])),
        );
        this.set(value);
      },
    });
  }
}
