import { inboxRetentionDays } from '@fairway/messaging';
import { type DeadLetter, maskCause } from './dead-letter.js';
import { pauseOf, type PausedType } from './paused-types.js';

export interface LetterFilter {
  /** Undefined for all. */
  readonly topic?: string | undefined;
  /** Part of the cause, as `list` shows it or as the letter has it. */
  readonly cause?: string | undefined;
  /** Only letters this young. */
  readonly sinceMs?: number | undefined;
  readonly max?: number | undefined;
}

/** An event as a replay sends it: once, though several services may have given it up. */
export interface LostEvent {
  /** The letter that it is taken from. */
  readonly letter: DeadLetter;
  /** All that the replay settles. */
  readonly letters: readonly DeadLetter[];
}

export interface HeldLetter {
  readonly letter: DeadLetter;
  readonly reason: string;
}

export interface ReplayPlan {
  readonly selected: readonly LostEvent[];
  /** What the filter takes and what stays all the same. */
  readonly held: readonly HeldLetter[];
}

interface ReplayPlanOptions {
  /** Also what an obstacle holds that a person may overrule. */
  readonly force: boolean;
  readonly paused: readonly PausedType[];
  readonly now: number;
}

/** A letter that came back this often fails for a reason that another replay does not change. */
const replaysMax = 3;

// At least, after an event has happened.
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
 * What a replay sends, of `open`, all letters that wait, in the order of their events. Events of one key go in order: one
 * that stays holds back those behind it. Who else has given up a chosen event gets it, too, as everyone reads the topic.
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
    // A parked letter waits for nothing but the one in front of it.
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
  return `behind ${id}, which is of the same key and stays`;
}

function obstacleTo(
  { obstacle, happenedAt }: DeadLetter,
  letters: readonly DeadLetter[],
  { force, paused, now }: ReplayPlanOptions,
): string | undefined {
  if (obstacle !== undefined || force) return obstacle;
  const [pause] = letters.flatMap((letter) => pauseOf(letter, paused) ?? []);
  if (pause !== undefined)
    return `${pause.type} is paused in ${pause.service}, where it would only wait; fix that first, or --force`;
  const replays = Math.max(...letters.map((letter) => letter.replays));
  if (replays >= replaysMax) return `replayed ${replays} times and back each time; --force replays it all the same`;
  if (happenedAt === null || now - happenedAt.getTime() <= inboxMemoryMs) return undefined;
  return `older than ${inboxRetentionDays} days: a service that has handled it may have forgotten, so it could have a second effect; --force replays it all the same`;
}
