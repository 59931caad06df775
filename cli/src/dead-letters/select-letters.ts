import { inboxRetentionDays } from '@fairway/messaging';
import { type DeadLetter, maskCause } from './dead-letter.js';
import { pauseOf, type PausedType } from './paused-types.js';

export interface LetterFilter {
  /** All topics when undefined. */
  readonly topic?: string | undefined;
  /** Part of the cause, either as `list` shows it or verbatim. */
  readonly cause?: string | undefined;
  /** Selects only letters younger than this. */
  readonly sinceMs?: number | undefined;
  readonly max?: number | undefined;
}

/** An event to be replayed: sent once, even if several services have given it up. */
export interface LostEvent {
  /** The letter that provides the record. */
  readonly letter: DeadLetter;
  /** All letters that this replay settles. */
  readonly letters: readonly DeadLetter[];
}

export interface HeldLetter {
  readonly letter: DeadLetter;
  readonly reason: string;
}

export interface ReplayPlan {
  readonly selected: readonly LostEvent[];
  /** Letters that the filter selects but that cannot be replayed. */
  readonly held: readonly HeldLetter[];
}

interface ReplayPlanOptions {
  /** Also sends what an obstacle holds back, if the obstacle may be overruled. */
  readonly force: boolean;
  readonly paused: readonly PausedType[];
  readonly now: number;
}

/** A letter that came back this often fails for a reason that another replay does not change. */
const replaysMax = 3;

// The minimum time after an event during which an inbox remembers it.
const inboxMemoryMs = inboxRetentionDays * 24 * 60 * 60 * 1_000;

export function matching(
  letters: readonly DeadLetter[],
  { topic, cause, sinceMs }: Omit<LetterFilter, 'max'>,
  now = Date.now(),
): DeadLetter[] {
  const text = cause?.toLowerCase();
  return letters.filter(
    (letter) =>
      (topic === undefined || letter.topic === topic) &&
      (text === undefined ||
        [letter.cause, maskCause(letter.cause)].some((candidate) => candidate.toLowerCase().includes(text))) &&
      (sinceMs === undefined || letter.at.getTime() >= now - sinceMs),
  );
}

/**
 * Plans a replay out of `open`, all waiting letters in the order of their events. Events of one key keep their order:
 * one that stays holds back those behind it. A replayed event also reaches other services that have given it up,
 * because all of them read the topic.
 */
export function planReplay(
  open: readonly DeadLetter[],
  { max = Infinity, ...filter }: LetterFilter,
  { force = false, paused = [], now = Date.now() }: Partial<ReplayPlanOptions> = {},
): ReplayPlan {
  const wanted = new Set(matching(open, filter, now));
  const selected: LostEvent[] = [];
  const held: HeldLetter[] = [];
  const chosenKeys = new Set<string>();
  const fronts = new Map<string, DeadLetter>();
  for (const letters of Map.groupBy(open, ({ origin }) => origin).values()) {
    const [first] = letters as [DeadLetter];
    const letter = letters.find(({ obstacle }) => obstacle === undefined) ?? first;
    const key = keyOf(letter);
    const front = fronts.get(key);
    // A parked letter waits only for the one in front of it.
    const chosen =
      selected.length < max && letters.some((one) => wanted.has(one) || (one.parked && chosenKeys.has(key)));
    const reason =
      obstacleTo(letter, letters, { force, paused, now }) ?? (front === undefined ? undefined : behind(front));
    if (chosen && reason === undefined) {
      selected.push({ letter, letters });
      chosenKeys.add(key);
      continue;
    }
    if (letter.key !== null && front === undefined) fronts.set(key, letter);
    if (chosen && reason !== undefined) held.push({ letter, reason });
  }
  return { selected, held };
}

export function keyOf({ topic, key }: DeadLetter): string {
  return JSON.stringify([topic, key]);
}

export function behind({ id }: DeadLetter): string {
  return `behind ${id}, which has the same key and stays`;
}

function obstacleTo(
  { obstacle, happenedAt }: DeadLetter,
  letters: readonly DeadLetter[],
  { force, paused, now }: ReplayPlanOptions,
): string | undefined {
  if (obstacle !== undefined || force) return obstacle;
  const [pause] = letters.flatMap((letter) => pauseOf(letter, paused) ?? []);
  if (pause !== undefined)
    return `${pause.type} is paused in ${pause.service}, where it would only wait; fix that first, or use --force`;
  const replays = Math.max(...letters.map((letter) => letter.replays));
  if (replays >= replaysMax) return `replayed ${replays} times and came back each time; --force replays it anyway`;
  if (happenedAt === null || now - happenedAt.getTime() <= inboxMemoryMs) return undefined;
  return `older than ${inboxRetentionDays} days: a service that has handled it may have forgotten it and could process it twice; --force replays it anyway`;
}
