export { eventually } from './eventually.js';
export { FaultProxy } from './fault-proxy.js';
export { type History, historyViolations, type Observation } from './history.js';
export { pgDatabase } from './pg-database.js';
export { TestKafka } from './test-kafka.js';
export { TestPostgres } from './test-postgres.js';
export { TestService } from './test-service.js';
export { Testbed } from './testbed.js';
export { TokenIssuer } from './token-issuer.js';
