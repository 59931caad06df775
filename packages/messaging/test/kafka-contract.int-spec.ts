import { connectKafka } from '../src/index.js';
import { describeKafka } from './kafka-contract.js';

describeKafka('@platformatic/kafka', (brokers) => connectKafka({ brokers, clientId: 'test' }));
