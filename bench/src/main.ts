import { parseArgs } from 'node:util';
import { measureTelemetry } from './telemetry.js';
import { measureThroughput } from './throughput.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '15' },
    rate: { type: 'string', default: '800' },
    connections: { type: 'string', default: '64' },
    telemetry: { type: 'boolean', default: false },
  },
});
const measure = values.telemetry ? measureTelemetry : measureThroughput;
await measure({
  seconds: Number(values.seconds),
  perSecond: Number(values.rate),
  connections: Number(values.connections),
});
