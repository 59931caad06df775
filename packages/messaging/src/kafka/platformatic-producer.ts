import { compatibilityPartitioner, type Connection, type GenericError, Producer } from '@platformatic/kafka';
import type { ClientOptions } from './client-options.js';
import { type OutgoingRecord, ProduceError, type RecordHeaders, type RecordProducer } from './kafka-port.js';

// Longer than the broker waits for lagging replicas (5 s), so that its own answer comes first.
const requestTimeoutMs = 10_000;

// Errors that no retry can fix. Missing topics and permissions are not among them: an operator will fix those while the
// events wait.
const permanentErrors = ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD', 'INVALID_TIMESTAMP'];

export class PlatformaticProducer implements RecordProducer {
  readonly #producer: Producer;
  readonly #connections = new Set<Connection>();

  constructor(options: ClientOptions) {
    this.#producer = new Producer({
      ...options,
      requestTimeout: requestTimeoutMs,
      idempotent: true,
      acks: -1,
      // The partitioner of the Java clients and Debezium, so that all of them place a key in the same partition.
      partitioner: compatibilityPartitioner,
      retries: 2,
      retryDelay: 200,
    });
    this.#producer.on('client:broker:connect', ({ connection }) => this.#connections.add(connection));
    this.#producer.on('client:broker:disconnect', ({ connection }) => this.#connections.delete(connection));
  }

  async send(records: readonly OutgoingRecord[]): Promise<void> {
    const messages = records.map(({ topic, key, value, headers, partition }) => ({
      topic,
      headers: clientHeaders(headers),
      ...(key === null ? {} : { key }),
      ...(value === null ? {} : { value }),
      ...(partition === undefined ? {} : { partition }),
    }));
    try {
      await this.#producer.send({ messages });
    } catch (error) {
      throw new ProduceError(error, isPermanent(error));
    }
  }

  async close(): Promise<void> {
    // The client's own close waits until its writes have left; a frozen broker never reads them.
    for (const { socket } of this.#connections) socket.destroy();
    await this.#producer.close(true);
  }
}

/** The client's map compares keys by identity: a repeated name needs its own buffer, or only its last value is sent. */
function clientHeaders(headers: RecordHeaders): Map<Buffer, Buffer> {
  const entries = new Map<Buffer, Buffer>();
  for (const [name, content] of headers) {
    const bytes = headerName(name);
    // The client's type does not allow null; its wire format does.
    entries.set(entries.has(bytes) ? Buffer.from(name) : bytes, content as Buffer);
  }
  return entries;
}

const headerNames = new Map<string, Buffer>();

/** The bytes of a header's name. Our dozen names are cached, because every record has them; others are not. */
function headerName(name: string): Buffer {
  const known = headerNames.get(name);
  if (known !== undefined) return known;
  const bytes = Buffer.from(name);
  if (headerNames.size < 100) headerNames.set(name, bytes);
  return bytes;
}

function isPermanent(error: unknown): boolean {
  const { findBy } = error as Partial<GenericError>;
  return typeof findBy === 'function' && permanentErrors.some((id) => findBy.call(error, 'apiId', id) !== null);
}
