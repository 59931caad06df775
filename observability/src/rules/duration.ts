const unitsMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * The milliseconds of a duration as rules have it, such as `5m`.
 * @throws Error when it is none
 */
export function durationMs(text: string): number {
  const [, count, unit] = /^(\d+)(ms|[smhd])$/.exec(text) ?? [];
  if (unit === undefined) throw new Error(`${text} is no duration such as 5m.`);
  return Number(count) * unitsMs[unit as keyof typeof unitsMs];
}
