const defaultDays = 30;
const dayMs = 24 * 60 * 60 * 1000;
// ISO 8601 has a year 0; PostgreSQL does not.
const firstDay = '0001-01-01';

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const notBeforeFirst = (day: string) => (day < firstDay ? firstDay : day);

/** The requested days, inclusive; by default the 30 days that end with `to`, and `to` is today, UTC. */
export function dayRange(
  { from, to }: { from?: string | undefined; to?: string | undefined },
  nowMs: number,
): { from: string; to: string } {
  const last = notBeforeFirst(to ?? dayOf(nowMs));
  const first = from ?? dayOf(Date.parse(last) - (defaultDays - 1) * dayMs);
  return { from: notBeforeFirst(first), to: last };
}
