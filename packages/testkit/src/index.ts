export { blocksFetched } from './blocks-fetched.js';
export { createTopics } from './create-topics.js';
export { eventRecord } from './event-record.js';
export { eventually } from './eventually.js';
export { FaultProxy } from './fault-proxy.js';
export { OtlpReceiver, type ReceivedSpan } from './otlp-receiver.js';
export { afterPgCommit, pgDatabase } from './pg-database.js';
/** @public */
export { SeededRandom } from './seeded-random.js';
export { TestKafka } from './test-kafka.js';
export { TestPostgres } from './test-postgres.js';
export { TestService } from './test-service.js';
export { Testbed } from './testbed.js';
export { TokenIssuer } from './token-issuer.js';
/** @public */
export { untilNoneLeft } from './until-none-left.js';
