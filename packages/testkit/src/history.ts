/** Something that happened to a key, in the order in which it was seen. */
export interface Observation {
  readonly key: string;
  /** What happened, for example `order.created`. */
  readonly what: string;
}

export interface History {
  /** Keys of the commands that were answered as done. */
  readonly accepted: readonly string[];
  /** Keys of commands whose answer never came: each may have happened or not. */
  readonly unknown: readonly string[];
  /** What must follow each accepted command, in this order, each once. */
  readonly expected: readonly string[];
  readonly observed: readonly Observation[];
}

/**
 * Every way in which what was observed contradicts what was promised, as sentences; none means that the promise held:
 * whatever was accepted happened completely, once, in order, and nothing happened that nobody asked for.
 */
export function historyViolations({ accepted, unknown, expected, observed }: History): string[] {
  const seen = new Map<string, string[]>();
  for (const { key, what } of observed) seen.set(key, [...(seen.get(key) ?? []), what]);
  const wanted = expected.join(', ');
  const lost = accepted
    .filter((key) => !seen.has(key))
    .map((key) => `${key} was accepted, and nothing came of it`);
  const wrong = [...seen]
    .filter(([key]) => accepted.includes(key) || unknown.includes(key))
    .filter(([, whats]) => whats.join(', ') !== wanted)
    .map(([key, whats]) => `${key} saw ${whats.join(', ')} where ${wanted} was due`);
  const invented = [...seen.keys()]
    .filter((key) => !accepted.includes(key) && !unknown.includes(key))
    .map((key) => `${key} happened, and nobody asked for it`);
  return [...lost, ...wrong, ...invented];
}
