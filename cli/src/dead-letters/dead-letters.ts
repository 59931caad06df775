import { catalog, type DatabaseName } from '@fairway/catalog';
import { FairwayError } from '@fairway/errors';
import { connectKafka } from '@fairway/messaging';
import { hostname, userInfo } from 'node:os';
import type { Context } from '../command-line/context.js';
import { printableLine } from '../command-line/printable.js';
import { databaseUrl } from '../instance/addresses.js';
import { requireRunning } from '../instance/find-running.js';
import { findInstance, type Instance } from '../instance/instance.js';
import type { Ports } from '../instance/ports.js';
import { ensureSecrets, type Secrets } from '../instance/secrets.js';
import { explainServerErrors } from '../instance/server-errors.js';
import { TopicReader } from '../kafka/topic-reader.js';
import { createMissingTopics } from '../supervisor/topics.js';
import { claimLetters } from './claim-letters.js';
import type { DeadLetter } from './dead-letter.js';
import type { LetterContent, LetterSource, ReplayStep } from './letter-source.js';
import { OutboxLetters } from './outbox-letters.js';
import { leaveLines } from './parked-events.js';
import { type PausedType, readPausedTypes } from './paused-types.js';
import type { LostEvent } from './select-letters.js';
import { type LetterHolder, letterHolders, LettersOfService } from './service-letters.js';
import { SettledLetters, type Settlement } from './settled-letters.js';
import { TopicLetters } from './topic-letters.js';

/** Who settles letters, recorded in their marks and in the audit log. */
export const operator = (): string => `${userInfo().username}@${hostname()}`;

/**
 * Works on the letters of a running instance.
 * @param settling the topics whose letters the work settles, if any
 */
export async function withDeadLetters<Result>(
  name: string,
  { root, progress }: Context,
  work: (letters: DeadLetters, instance: Instance) => Promise<Result>,
  settling: readonly string[] = [],
): Promise<Result> {
  const instance = findInstance(root, name);
  const { ports } = requireRunning(instance);
  const holders = await letterHolders(root);
  const release = claimLetters(instance, settling);
  const letters = new DeadLetters({ ports, secrets: ensureSecrets(instance), holders }, (line) =>
    progress(`! ${line}`),
  );
  try {
    return await explainServerErrors(() => work(letters, instance));
  } finally {
    await letters.close();
    release();
  }
}

/** The names that `--topic` accepts: topics of the catalogue, and services that keep letters of their own. */
export async function scopesIn(root: string): Promise<string[]> {
  return [...Object.keys(catalog.topics), ...(await letterHolders(root)).map(({ letters }) => letters.name)];
}

/** @throws FairwayError `usage` for a topic that does not exist */
export function requireTopic(scopes: readonly string[], topic: string | undefined): void {
  if (topic === undefined || scopes.includes(topic)) return;
  throw new FairwayError('usage', `There is no topic "${printableLine(topic)}".`, {
    hint: `Name one of ${scopes.join(', ')}.`,
  });
}

/**
 * The selected topics.
 * @throws FairwayError `usage` unless either one topic or all are named, so that neither happens by accident
 */
export function requireScope(scopes: readonly string[], topic: string | undefined, all = false): readonly string[] {
  requireTopic(scopes, topic);
  if (all && topic !== undefined) {
    throw new FairwayError('usage', '--topic and --all exclude each other.', {
      hint: `Omit --all to select the letters of ${topic} only.`,
    });
  }
  if (topic !== undefined) return [topic];
  if (all) return scopes;
  throw new FairwayError('usage', 'The letters are not specified.', {
    hint: 'Give --topic <topic> or --all.',
  });
}

/** All letters of an instance, wherever they lie. */
export class DeadLetters {
  readonly topics: TopicLetters;
  readonly #ports: Ports;
  readonly #broker: string;
  readonly #reader: TopicReader;
  readonly #marks: SettledLetters;
  readonly #urlOf: (database: DatabaseName) => string;
  readonly #sources: readonly LetterSource[];
  readonly #holders: readonly LetterHolder[];
  readonly #ofServices: readonly LettersOfService[];
  readonly #sourceOf = new Map<DeadLetter, LetterSource>();

  constructor(
    { ports, secrets, holders }: { ports: Ports; secrets: Secrets; holders: readonly LetterHolder[] },
    warn: (line: string) => void = () => {},
  ) {
    this.#ports = ports;
    this.#broker = `127.0.0.1:${ports.kafka}`;
    this.#reader = new TopicReader(this.#broker);
    const kafka = connectKafka({ brokers: [this.#broker], clientId: 'fairway' });
    this.#marks = new SettledLetters(this.#reader, kafka, operator(), warn);
    this.topics = new TopicLetters(this.#reader, kafka, this.#marks);
    this.#urlOf = (database) => databaseUrl(database, ports, secrets);
    this.#holders = holders;
    this.#ofServices = holders.map((holder) => new LettersOfService(holder, this.#urlOf(holder.database)));
    // What never reached Kafka goes first: it is older than the events that followed from it.
    this.#sources = [new OutboxLetters(this.#urlOf), this.topics, ...this.#ofServices];
  }

  /** To be called before letters are settled: the topic of the marks may have been deleted. */
  prepare(): Promise<void> {
    return createMissingTopics(this.#broker);
  }

  async open(): Promise<DeadLetter[]> {
    const all: DeadLetter[] = [];
    for (const source of this.#sources) {
      const letters = await source.open();
      for (const letter of letters) this.#sourceOf.set(letter, source);
      all.push(...letters);
    }
    return all;
  }

  /** Events that are not letters, because their service retries them while the type is paused. */
  paused(): Promise<PausedType[]> {
    return readPausedTypes(this.#ports);
  }

  async counts(): Promise<Map<string, number>> {
    const ofSources = await Promise.all(this.#sources.map((source) => source.counts()));
    return new Map(ofSources.flatMap((counts) => [...counts]).filter(([, count]) => count > 0));
  }

  async content(id: string): Promise<LetterContent | undefined> {
    for (const source of this.#sources) {
      const content = await source.content(id);
      if (content !== undefined) return content;
    }
    return undefined;
  }

  /** Why this id is not a letter, if a service knows it. */
  async stateOf(id: string): Promise<string | undefined> {
    for (const source of this.#ofServices) {
      const state = await source.stateOf(id);
      if (state !== undefined) return state;
    }
    return undefined;
  }

  /** How to see the outcome of replayed letters of services; letters of topics come back to the list by themselves. */
  adviceAfter(replayed: readonly DeadLetter[]): string[] {
    return this.#holders.flatMap(({ letters }) => {
      const example = replayed.find(({ topic }) => topic === letters.name);
      return example === undefined ? [] : [letters.afterReplay(example.id)];
    });
  }

  /** What was done about this letter; undefined while it waits, or when nothing is recorded. */
  async settlementOf(id: string): Promise<Settlement | undefined> {
    return (await this.#marks.read()).get(id);
  }

  /** Accepts only letters that `open` returned. */
  async *replay(events: readonly LostEvent[]): AsyncGenerator<ReplayStep> {
    for (const source of this.#sources) {
      for await (const step of source.replay(events.filter(({ letter }) => this.#sourceOf.get(letter) === source))) {
        // Mark each event only after it was sent: a run that is killed here sends this event twice, and the inbox drops
        // the second.
        if (step.kept === undefined) await this.#marks.mark(step.event.letters, { outcome: 'replayed' });
        yield step;
      }
    }
  }

  /** Accepts only letters that `open` returned; returns how many still existed. */
  async discard(letters: readonly DeadLetter[], reason: string): Promise<number> {
    let discarded = 0;
    for (const source of this.#sources) {
      const own = letters.filter((letter) => this.#sourceOf.get(letter) === source);
      if (source === this.topics) await leaveLines(own, this.#urlOf);
      for (const letter of await source.discard(own)) {
        await this.#marks.mark([letter], { outcome: 'discarded', reason });
        discarded += 1;
      }
    }
    return discarded;
  }

  async close(): Promise<void> {
    await Promise.all([this.#marks.close(), this.#reader.close()]);
  }
}
