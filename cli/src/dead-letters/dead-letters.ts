import { catalog, type DatabaseName } from '@fairway/catalog';
import { hostname, userInfo } from 'node:os';
import type { Context } from '../command-line/context.js';
import { FairwayError } from '../command-line/fairway-error.js';
import { databaseUrl } from '../instance/addresses.js';
import { requireRunning } from '../instance/find-running.js';
import { findInstance, type Instance } from '../instance/instance.js';
import type { Ports } from '../instance/ports.js';
import { ensureSecrets, type Secrets } from '../instance/secrets.js';
import { explainServerErrors } from '../instance/server-errors.js';
import { createMissingTopics } from '../supervisor/topics.js';
import { type DeadLetter, webhooksName } from './dead-letter.js';
import type { LetterContent, LetterSource, ReplayStep } from './letter-source.js';
import { OutboxLetters } from './outbox-letters.js';
import { leaveLines } from './parked-events.js';
import { type PausedType, readPausedTypes } from './paused-types.js';
import type { LostEvent } from './select-letters.js';
import { TopicLetters } from './topic-letters.js';
import { WebhookLetters } from './webhook-letters.js';

/** Who settles letters, for their marks and the audit log. */
export const operator = (): string => `${userInfo().username}@${hostname()}`;

/** Works on the letters of a running instance. */
export async function withDeadLetters<Result>(
  name: string,
  { root, progress }: Context,
  work: (letters: DeadLetters, instance: Instance) => Promise<Result>,
): Promise<Result> {
  const instance = findInstance(root, name);
  const letters = new DeadLetters(requireRunning(instance).ports, ensureSecrets(instance), (line) => progress(`! ${line}`));
  try {
    return await explainServerErrors(() => work(letters, instance));
  } finally {
    await letters.close();
  }
}

/** @throws FairwayError `usage` unless one topic is named or all are meant: neither may be an accident. */
export function requireScope(topic: string | undefined, all = false): void {
  if (all === (topic !== undefined)) {
    throw new FairwayError('usage', 'Name a topic, or say that all are meant.', { hint: 'Give either --topic <topic> or --all.' });
  }
  const names = [...Object.keys(catalog.topics), webhooksName];
  if (topic !== undefined && !names.includes(topic)) {
    throw new FairwayError('usage', `There is no topic "${topic}".`, { hint: `Name one of ${names.join(', ')}.` });
  }
}

/** All letters of an instance, wherever they lie. */
export class DeadLetters {
  readonly topics: TopicLetters;
  readonly webhooks: WebhookLetters;
  readonly #ports: Ports;
  readonly #broker: string;
  readonly #urlOf: (database: DatabaseName) => string;
  readonly #sources: readonly LetterSource[];
  readonly #sourceOf = new Map<DeadLetter, LetterSource>();

  constructor(ports: Ports, secrets: Secrets, warn: (line: string) => void = () => {}) {
    this.#ports = ports;
    this.#broker = `127.0.0.1:${ports.kafka}`;
    this.topics = new TopicLetters(this.#broker, operator(), warn);
    this.#urlOf = (database) => databaseUrl(database, ports, secrets);
    this.webhooks = new WebhookLetters(this.#urlOf('events'));
    // What never reached Kafka goes first: it is older than what came of it.
    this.#sources = [new OutboxLetters(this.#urlOf), this.topics, this.webhooks];
  }

  /** Before letters are settled: a topic that marks go to may have been deleted. */
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

  /** What is no letter, because its service waits with it. */
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

  /** Of letters that `open` gave. */
  async *replay(events: readonly LostEvent[]): AsyncGenerator<ReplayStep> {
    for (const source of this.#sources) yield* source.replay(events.filter(({ letter }) => this.#sourceOf.get(letter) === source));
  }

  async discard(letters: readonly DeadLetter[], reason: string): Promise<number> {
    let discarded = 0;
    for (const source of this.#sources) {
      const own = letters.filter((letter) => this.#sourceOf.get(letter) === source);
      if (source === this.topics) await leaveLines(own, this.#urlOf);
      discarded += await source.discard(own, reason);
    }
    return discarded;
  }

  close(): Promise<void> {
    return this.topics.close();
  }
}
