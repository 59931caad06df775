import * as units from '@grafana/grafana-foundation-sdk/units';

export interface Extent {
  readonly min: number;
  readonly max: number;
}

export interface Axis extends Extent {
  /** Between two marks. */
  readonly step: number;
}

const marks = 4;
const minutes = [1, 2, 5, 10, 15, 30, 60, 120, 360, 720, 1_440].map((count) => count * 60);

/** An axis from 0 that holds the values, with marks that read well in the unit. */
export function axisOf(values: Extent, unit: string, fixedMax: number | undefined): Axis {
  const lowest = Math.min(0, values.min);
  const highest = fixedMax ?? Math.max(0, values.max);
  // A line of zeros needs some height too.
  const top = highest === lowest ? 1 : highest;
  const step = stepFor((top - lowest) / marks, unit);
  return { min: Math.floor(lowest / step) * step, max: fixedMax ?? Math.ceil(top / step) * step, step };
}

/** The smallest round step that is not below the wanted one. */
function stepFor(wanted: number, unit: string): number {
  if (unit === units.Seconds && wanted > 15) {
    return minutes.find((step) => step >= wanted) ?? decimalStep(wanted / 86_400) * 86_400;
  }
  if (unit === units.BytesIEC && wanted > 1) {
    const scale = 1024 ** Math.floor(Math.log2(wanted) / 10);
    return decimalStep(wanted / scale) * scale;
  }
  return decimalStep(wanted);
}

function decimalStep(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(wanted));
  // Computed as text: 3 * 0.1 is 0.30000000000000004.
  const step = [1, 2, 2.5, 5, 10].find((digit) => digit * power >= wanted * (1 - 1e-9)) ?? 10;
  return Number((step * power).toPrecision(3));
}
