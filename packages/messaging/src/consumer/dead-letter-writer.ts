import { backoffMs } from '../backoff.js';
import { type Kafka, type OutgoingRecord, ProduceError, type RecordProducer } from '../kafka/kafka-port.js';
import type { Logger } from '../logger.js';
import { letterFailures, lettersWaiting } from '../metrics.js';
import { Pause } from '../pause.js';
import { within } from '../within.js';

/** A letter that Kafka has not accepted yet. */
interface WaitingLetter {
  /** From the whole letter to the smallest; the first is sent next. */
  versions: readonly OutgoingRecord[];
  /** Whether this member still owns the record. */
  readonly isCurrent: () => boolean;
  readonly settle: (written: boolean) => void;
}

export interface LettersWaiting {
  readonly topic: string;
  readonly partition: number;
  readonly count: number;
  /** Why the last try failed. */
  readonly cause: string;
}

const retryBackoff = { firstMs: 200, maxMs: 3_000 };

/**
 * Writes dead letters, retrying until Kafka has them: a record that is neither handled nor on the dead-letter topic
 * would be lost. Each dead-letter partition has its own queue and producer. So a partition that cannot be written (no
 * topic, no permission, no leader) blocks no other, and is tried at one pace however many letters wait.
 */
export class DeadLetterWriter {
  readonly #kafka: Kafka;
  readonly #logger: Logger;
  readonly #queues = new Map<string, WaitingLetter[]>();
  readonly #causes = new Map<string, string>();
  readonly #writing = new Set<Promise<void>>();
  readonly #pause = new Pause();

  constructor(kafka: Kafka, logger: Logger) {
    this.#kafka = kafka;
    this.#logger = logger;
  }

  /** @returns whether the letter was written; false when `isCurrent` returned false, or `stop` came first */
  write(versions: readonly OutgoingRecord[], isCurrent: () => boolean): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const letter: WaitingLetter = { versions, isCurrent, settle: resolve };
    const [{ topic, partition } = { topic: '', partition: 0 }] = versions;
    const place = `${topic}/${partition}`;
    const queue = this.#queues.get(place);
    if (queue !== undefined) {
      queue.push(letter);
    } else {
      const started = [letter];
      this.#queues.set(place, started);
      const writing = this.#drain(place, started).finally(() => this.#writing.delete(writing));
      this.#writing.add(writing);
    }
    lettersWaiting.inc();
    return promise;
  }

  /** Letters whose last try failed, by dead-letter partition. */
  waiting(): LettersWaiting[] {
    return [...this.#causes].map(([place, cause]) => {
      const [topic = '', partition] = place.split('/');
      return { topic, partition: Number(partition), count: this.#queues.get(place)?.length ?? 0, cause };
    });
  }

  /** Waits up to `withinMs` for sends in progress; the records of all other letters will be read again later. */
  async stop(withinMs: number): Promise<void> {
    this.#pause.end();
    await within(withinMs, Promise.all(this.#writing));
  }

  async #drain(place: string, queue: WaitingLetter[]): Promise<void> {
    let producer: RecordProducer | undefined;
    let failures = 0;
    for (let letter = queue[0]; letter !== undefined; letter = queue[0]) {
      let written = false;
      if (letter.isCurrent() && !this.#pause.ended) {
        try {
          producer ??= this.#kafka.createProducer();
          await producer.send(letter.versions.slice(0, 1));
          written = true;
          failures = 0;
          this.#causes.delete(place);
        } catch (error) {
          failures += 1;
          // A client that failed may stay broken.
          await producer?.close().catch(() => undefined);
          producer = undefined;
          await this.#afterFailure(place, queue, letter, error, failures);
          continue;
        }
      }
      queue.shift();
      lettersWaiting.dec();
      letter.settle(written);
    }
    this.#queues.delete(place);
    this.#causes.delete(place);
    await producer?.close().catch(() => undefined);
  }

  async #afterFailure(
    place: string,
    queue: WaitingLetter[],
    letter: WaitingLetter,
    error: unknown,
    failures: number,
  ): Promise<void> {
    const topic = letter.versions[0]?.topic ?? '';
    letterFailures.inc({ topic });
    if (error instanceof ProduceError && error.permanent && letter.versions.length > 1) {
      this.#logger.warn({ err: error, topic }, 'dead letter refused, writing a smaller one');
      letter.versions = letter.versions.slice(1);
      return;
    }
    this.#causes.set(place, error instanceof Error ? error.message : String(error));
    this.#logger.warn({ err: error, topic, waiting: queue.length }, 'dead letter not accepted, trying again');
    // Moved to the back of the queue: if only this letter is refused, the others need not wait for it.
    queue.push(...queue.splice(0, 1));
    await this.#pause.wait(backoffMs(retryBackoff, failures));
  }
}
