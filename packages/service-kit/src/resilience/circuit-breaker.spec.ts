import { describe, expect, it } from 'vitest';
import { CircuitBreaker } from './circuit-breaker.js';

const failing = (times: number, nowMs = 0) => {
  const circuit = new CircuitBreaker({ failuresMax: 3, probeIntervalMs: 1_000 });
  for (let time = 0; time < times; time += 1) circuit.failed(nowMs);
  return circuit;
};

describe('CircuitBreaker', () => {
  it('lets all requests through until too many fail in a row', () => {
    const circuit = failing(2);
    circuit.answered();
    circuit.failed(0);
    circuit.failed(0);
    expect(circuit.allowance(0)).toBe(Infinity);
  });

  it('then lets one probe through per interval', () => {
    const circuit = failing(3);
    expect(circuit.allowance(999)).toBe(0);
    expect(circuit.allowance(1_000)).toBe(1);
    circuit.sent(1_000);
    expect(circuit.allowance(1_999)).toBe(0);
    circuit.failed(1_100);
    expect(circuit.allowance(1_999)).toBe(0);
    expect(circuit.allowance(2_000)).toBe(1);
  });

  it('keeps the probe when there was nothing to send', () => {
    const circuit = failing(3);
    expect(circuit.allowance(1_000)).toBe(1);
    expect(circuit.allowance(1_500)).toBe(1);
  });

  it('closes when a probe is answered', () => {
    const circuit = failing(3);
    circuit.answered();
    expect(circuit.allowance(0)).toBe(Infinity);
    circuit.failed(0);
    expect(circuit.isOpen).toBe(false);
  });

  it('sends nothing during a pause, even when an earlier request is answered meanwhile', () => {
    const circuit = failing(0);
    circuit.pause(0, 5_000);
    circuit.pause(100, 1_000);
    circuit.answered();
    expect(circuit.allowance(4_999)).toBe(0);
    expect(circuit.allowance(5_000)).toBe(Infinity);
  });

  it('sends a probe after a pause', () => {
    const circuit = failing(0);
    circuit.pause(0, 5_000);
    expect(circuit.allowance(5_000)).toBe(1);
    circuit.sent(5_000);
    expect(circuit.allowance(5_999)).toBe(0);
  });

  it('sends nothing once the endpoint is gone', () => {
    const circuit = failing(0);
    circuit.gone();
    circuit.answered();
    expect(circuit.allowance(1e12)).toBe(0);
  });
});
