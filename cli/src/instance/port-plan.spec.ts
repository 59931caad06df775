import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { portBaseOf, portsAt, portsPerInstance } from './port-plan.js';
import { platformPorts, telemetryPorts } from './ports.js';

describe('ports', () => {
  it('follow from the base port', () => {
    const ports = portsAt(6000);
    expect(ports.services['api-gateway']).toBe(6000);
    expect(ports.postgres).toBe(6032);
    expect(ports.kafka).toBe(6092);
    expect(ports.management['auth-service']).toBe(6101);
  });

  it('of the default instance are those of the editor', () => {
    expect(readFileSync('.vscode/launch.json', 'utf8')).toContain(`"port": ${portsAt(4000).inspector},`);
  });

  it('of neighbouring instances do not overlap', () => {
    const portsFrom = (base: number) =>
      [...platformPorts(portsAt(base)), ...telemetryPorts(portsAt(base))].map(({ port }) => port);
    const first = new Set(portsFrom(4000));
    const second = portsFrom(4000 + portsPerInstance);
    expect(second.filter((port) => first.has(port))).toEqual([]);
  });

  it('of what watches the platform are all known', () => {
    const ports = portsAt(4000);
    const owned = telemetryPorts(ports).map(({ port }) => port);
    expect(owned.toSorted()).toEqual(Object.values(ports.telemetry).toSorted());
  });

  it('start at FAIRWAY_PORT_BASE, plus 200 per slot', () => {
    expect(portBaseOf(0, {})).toBe(4000);
    expect(portBaseOf(0, { FAIRWAY_PORT_BASE: '' })).toBe(4000);
    expect(portBaseOf(3, { FAIRWAY_PORT_BASE: '6000' })).toBe(6600);
  });

  it.each(['80', '1023', '65337', '4000.5', 'x'])('reject the base %s', (base) => {
    expect(() => portBaseOf(0, { FAIRWAY_PORT_BASE: base })).toThrow(
      `FAIRWAY_PORT_BASE must be a whole number from 1024 to 65336, not ${base}.`,
    );
  });

  it('of a later slot need a lower base', () => {
    expect(portBaseOf(0, { FAIRWAY_PORT_BASE: '65336' })).toBe(65_336);
    expect(portBaseOf(2, { FAIRWAY_PORT_BASE: '64936' })).toBe(65_336);
    expect(() => portBaseOf(2, { FAIRWAY_PORT_BASE: '64937' })).toThrow('from 1024 to 64936, not 64937');
  });
});
