import { tcpAnswer } from './tcp-answer.js';

// Long, because a broker that gets little processor time would otherwise start over with each request.
const ANSWER_TIMEOUT_MS = 10_000;
const METADATA = { apiKey: 3, version: 1 };
const CLIENT_ID = 'fairway-ready';

/**
 * Whether a broker serves on 127.0.0.1:`port`. Uses Kafka's Metadata request: the port opens before the controller
 * admits the broker, and the answer lists the broker only after that.
 */
export async function brokerServes(port: number, timeoutMs = ANSWER_TIMEOUT_MS): Promise<boolean> {
  const answer = await tcpAnswer(port, { message: metadataRequest(), isWhole, timeoutMs });
  return answer !== undefined && listsBroker(answer.subarray(4), port);
}

const isWhole = (received: Buffer) => received.length >= 4 && received.length >= 4 + received.readInt32BE();

/** https://kafka.apache.org/protocol: size, header (key, version, correlation id, client id), an empty list of topics. */
function metadataRequest(): Buffer {
  const body = Buffer.alloc(14 + CLIENT_ID.length);
  body.writeInt16BE(METADATA.apiKey, 0);
  body.writeInt16BE(METADATA.version, 2);
  body.writeInt16BE(CLIENT_ID.length, 8);
  body.write(CLIENT_ID, 10);
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  return Buffer.concat([size, body]);
}

/** Correlation id, then the brokers: count, and for each its id, host, port and rack. */
function listsBroker(answer: Buffer, port: number): boolean {
  let offset = 8;
  for (let left = answer.readInt32BE(4); left > 0; left -= 1) {
    const hostLength = answer.readInt16BE(offset + 4);
    const portAt = offset + 6 + hostLength;
    if (answer.readInt32BE(portAt) === port) return true;
    const rackLength = Math.max(answer.readInt16BE(portAt + 4), 0);
    offset = portAt + 6 + rackLength;
  }
  return false;
}
