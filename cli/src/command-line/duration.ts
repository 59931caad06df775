/** Formats a duration for people: `340 ms`, `9.8 s`, `4 min 5 s`, `3 h 12 min`, `3 d 1 h`. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1_000);
  if (ms < 3_600_000) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  if (ms < 86_400_000) return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3_600)} h`;
}

const unitsMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Parses `30s`, `10m`, `2h` or `1d` to milliseconds; undefined when the text is not a duration. */
export function parseDurationMs(text: string): number | undefined {
  const [, amount, unit] = /^(\d+)(s|m|h|d)$/.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * unitsMs[unit as keyof typeof unitsMs];
}
