import { parseArgs } from 'node:util';
import { measurePeers } from './peers/peers.js';
import { measureSoak } from './soak.js';
import { measureTelemetry } from './telemetry.js';
import { measureThroughput } from './throughput.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '15' },
    rate: { type: 'string', default: '800' },
    connections: { type: 'string', default: '64' },
    telemetry: { type: 'boolean', default: false },
    peers: { type: 'string' },
    soak: { type: 'string' },
  },
});
const options = {
  seconds: Number(values.seconds),
  perSecond: Number(values.rate),
  connections: Number(values.connections),
};
if (values.peers !== undefined) await measurePeers(values.peers, options);
else if (values.soak !== undefined) await measureSoak(Number(values.soak), options);
else if (values.telemetry) await measureTelemetry(options);
else await measureThroughput(options);
