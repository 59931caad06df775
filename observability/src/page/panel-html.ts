import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { chart } from './chart.js';
import { formatValue } from './format-value.js';
import { html, raw, type Html } from './html.js';
import type { Series, TimeRange } from './prometheus.js';

export interface NamedSeries extends Series {
  readonly name: string;
}

// Told apart in light and dark, also by those who see few colours.
const palette = [
  '#4c8dd6',
  '#e08a1e',
  '#3aa76d',
  '#c05299',
  '#8a74d6',
  '#c9a227',
  '#2aa6b8',
  '#d9694f',
  '#7f8c8d',
  '#a3622d',
  '#e06c9f',
  '#7a9a2e',
];
// Of the widest page: with the gap beside it, and what edge and padding take.
const columnPx = 65.6;
const edgePx = 26;
const rowPx = 38;
const headPx = 46;
const smallestChartPx = 92;
const legendLinePx = 18;
// Of a character, and of what stands before and after each name.
const characterPx = 7;
const aroundNamePx = 36;

/** What a panel shows of its series, by its type. */
export function panelBody(panel: Panel, series: readonly NamedSeries[], range: TimeRange): Html {
  if (series.length === 0) return html`<p class="none">no data in this time</p>`;
  if (panel.type === 'stat') return statBody(panel, series);
  if (panel.type === 'table') return tableBody(panel, series);
  return lines(panel, series, range);
}

function lines(panel: Panel, series: readonly NamedSeries[], range: TimeRange): Html {
  const { w = 8, h = 8 } = panel.gridPos ?? {};
  const widthPx = Math.round(w * columnPx - edgePx);
  const colored = series.map((one, index) => ({ ...one, color: palette[index % palette.length] ?? 'currentColor' }));
  const entries = colored.map(({ name, points }) => `${name} ${formatted(panel, newestOf(points))}`);
  const drawing = chart({
    series: colored,
    range,
    unit: unitOf(panel),
    limit: limitOf(panel),
    max: panel.fieldConfig?.defaults.max,
    widthPx,
    heightPx: Math.max(smallestChartPx, h * rowPx - headPx - legendHeightPx(entries, widthPx)),
  });
  const legend = colored.map(
    ({ name, color, points }) =>
      html`<li><i style="background: ${color}"></i>${name} <b>${formatted(panel, newestOf(points))}</b></li>`,
  );
  return html`${raw(drawing)}
    <ul>
      ${legend}
    </ul>`;
}

/** An estimate, because no browser lays the page out. */
function legendHeightPx(entries: readonly string[], widthPx: number): number {
  let [rows, usedPx] = [1, 0];
  for (const { length } of entries) {
    const entryPx = length * characterPx + aroundNamePx;
    if (usedPx > 0 && usedPx + entryPx > widthPx) [rows, usedPx] = [rows + 1, 0];
    usedPx += entryPx;
  }
  return rows * legendLinePx;
}

function statBody(panel: Panel, [first]: readonly NamedSeries[]): Html {
  const value = newestOf(first?.points ?? []);
  return html`<p class="stat ${stateOf(panel, value)}">${formatted(panel, value)}</p>`;
}

function tableBody(panel: Panel, series: readonly NamedSeries[]): Html {
  const { indexByName = {} } = (panel.transformations?.[0]?.options ?? {}) as { indexByName?: object };
  const labels = Object.keys(indexByName).filter((name) => name !== 'Value');
  const rows = series.map(({ labels: values, points }) => {
    const value = newestOf(points);
    const cells = labels.map((label) => html`<td>${values[label] ?? ''}</td>`);
    return html`<tr>
      ${cells}
      <td class="${stateOf(panel, value)}">${formatted(panel, value)}</td>
    </tr>`;
  });
  return html`<table>
    <tr>
      ${labels.map((label) => html`<th>${label}</th>`)}
      <th></th>
    </tr>
    ${rows}
  </table>`;
}

const unitOf = (panel: Panel) => panel.fieldConfig?.defaults.unit ?? '';

/** The value at which the colour changes. */
const limitOf = (panel: Panel) => panel.fieldConfig?.defaults.thresholds?.steps[1]?.value ?? undefined;

function formatted(panel: Panel, value: number | undefined): string {
  return value === undefined ? '-' : formatValue(value, unitOf(panel));
}

/** The colour of the last step that the value reaches; none where there is no limit. */
function stateOf(panel: Panel, value: number | undefined): string {
  const steps = panel.fieldConfig?.defaults.thresholds?.steps ?? [];
  if (value === undefined || steps.length < 2) return '';
  return steps.findLast((step) => step.value === null || value >= step.value)?.color ?? '';
}

function newestOf(points: Series['points']): number | undefined {
  return points.findLast(([, value]) => value !== null)?.[1] ?? undefined;
}
