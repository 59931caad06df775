import * as units from '@grafana/grafana-foundation-sdk/units';

type Scale = readonly (readonly [size: number, suffix: string])[];

const durations: Scale = [
  [86_400, ' d'],
  [3_600, ' h'],
  [60, ' min'],
  [1, ' s'],
  [0.001, ' ms'],
  [0.000_001, ' µs'],
];
const binary: Scale = [
  [1024 ** 3, ' GiB'],
  [1024 ** 2, ' MiB'],
  [1024, ' KiB'],
  [1, ' B'],
];
const decimal: Scale = [
  [1e9, ' G'],
  [1e6, ' M'],
  [1e3, ' k'],
  [1, ' '],
];
const plain: Scale = [
  [1e9, ' G'],
  [1e6, ' M'],
  [1e3, ' k'],
  [1, ''],
];

/** A value in one of Grafana's units, with three significant digits: `1.25 s`, `340 MiB`, `99.9 %`. */
export function formatValue(value: number, unit: string): string {
  switch (unit) {
    case units.Seconds:
      return scaled(value, durations);
    case units.BytesIEC:
      return scaled(value, binary);
    case units.BytesPerSecondSI:
      return `${scaled(value, decimal)}B/s`;
    case units.PercentUnit:
      return `${share(value)} %`;
    case units.RequestsPerSecond:
    case units.CountsPerSecond:
      return `${scaled(value, plain)}/s`;
    default:
      return scaled(value, plain);
  }
}

function scaled(value: number, scale: Scale): string {
  const magnitude = Math.abs(value);
  const fitting = scale.find(([size]) => magnitude >= size) ?? scale.at(-1);
  // Zero has no magnitude, and the unit itself reads best.
  const [size, suffix] = (magnitude === 0 ? scale.find(([one]) => one === 1) : fitting) ?? [1, ''];
  return `${digits(value / size)}${suffix}`;
}

// Three digits would make 99.95 % a promise that is kept; of thousands of percent, no fraction matters.
const share = (value: number) => String(Number((value * 100).toFixed(Math.abs(value) < 10 ? 2 : 0)));

// Averages that decay never reach 0.
const digits = (value: number) => String(Math.abs(value) < 0.000_001 ? 0 : Number(value.toPrecision(3)));
