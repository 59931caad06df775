import { LineChart, type LineSeriesOption } from 'echarts/charts';
import { GridComponent, MarkLineComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { axisOf, type Extent } from './axis.js';
import { formatValue } from './format-value.js';
import type { Series, TimeRange } from './prometheus.js';

use([LineChart, GridComponent, MarkLineComponent, SVGRenderer]);

export interface ChartOptions {
  readonly series: readonly { readonly color: string; readonly points: Series['points'] }[];
  readonly range: TimeRange;
  readonly unit: string;
  readonly limit: number | undefined;
  readonly max: number | undefined;
  readonly widthPx: number;
  readonly heightPx: number;
}

// Text and lines take the colour of the page, which is another in the dark.
const ink = 'currentColor';
const faint = { color: ink, opacity: 0.15 };

/** Lines over time, as an SVG element. */
export function chart({ series, range, unit, limit, max, widthPx, heightPx }: ChartOptions): string {
  const drawing = init(null, null, { renderer: 'svg', ssr: true, width: widthPx, height: heightPx });
  try {
    const axis = axisOf(extentOf(series), unit, max);
    const axisLabel = { color: ink, fontSize: 11, hideOverlap: true };
    drawing.setOption({
      animation: false,
      grid: { left: 8, right: 16, top: 10, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: {
        type: 'time',
        silent: true,
        min: range.fromMs,
        max: range.toMs,
        splitNumber: 4,
        axisLabel,
        axisLine: { lineStyle: faint },
        axisTick: { show: false },
      },
      yAxis: {
        type: 'value',
        silent: true,
        min: axis.min,
        max: axis.max,
        interval: axis.step,
        // A fixed end may be close to the mark before it.
        axisLabel: {
          ...axisLabel,
          showMaxLabel: max === undefined || Number.isInteger(max / axis.step),
          formatter: (value: number) => formatValue(value, unit),
        },
        splitLine: { lineStyle: faint },
      },
      series: series.map(({ color, points }, index) => line(color, points, index === 0 ? limit : undefined)),
    });
    return drawing.renderToSVGString();
  } finally {
    drawing.dispose();
  }
}

function extentOf(series: ChartOptions['series']): Extent {
  const values = series.flatMap(({ points }) => points.flatMap(([, value]) => (value === null ? [] : [value])));
  return { min: Math.min(...values), max: Math.max(...values) };
}

function line(color: string, points: Series['points'], limit: number | undefined): LineSeriesOption {
  return {
    type: 'line',
    // Neither marks what the pointer is on, for which each drawing would bring a style sheet of its own.
    silent: true,
    emphasis: { disabled: true },
    data: points.map(([timeMs, value]) => [timeMs, value]),
    // A single measurement is no line.
    showSymbol: points.length === 1,
    color,
    lineStyle: { width: 1.5 },
    ...(limit === undefined
      ? {}
      : {
          markLine: {
            symbol: 'none',
            silent: true,
            emphasis: { disabled: true },
            label: { show: false },
            lineStyle: { color: '#d64545', type: 'dashed' },
            data: [{ yAxis: limit }],
          },
        }),
  };
}
