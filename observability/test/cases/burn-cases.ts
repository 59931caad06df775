import type { AlertCase } from '../support/alert-cases.js';

const hours = { '5m': 1 / 12, '30m': 0.5, '1h': 1, '2h': 2, '6h': 6, '1d': 24, '3d': 72 } as const;
const budget = 0.001;
const perSecond = 10;

interface Burn {
  readonly severity: 'page' | 'ticket';
  readonly factor: number;
  readonly long: keyof typeof hours;
  readonly short: keyof typeof hours;
}

const burns: readonly Burn[] = [
  { severity: 'page', factor: 14.4, long: '1h', short: '5m' },
  { severity: 'page', factor: 6, long: '6h', short: '30m' },
  { severity: 'ticket', factor: 3, long: '1d', short: '2h' },
  { severity: 'ticket', factor: 1, long: '3d', short: '6h' },
];

/** The share of bad outcomes that burns the budget `factor` times too fast, in parts of all outcomes. */
function burnCase({ severity, factor, long, short }: Burn): AlertCase {
  // As seldom as the short window allows: each evaluation reads all windows again.
  const minutes = Math.max(5, (hours[short] * 60) / 2);
  const interval = `${minutes}m`;
  const steps = (duration: number) => Math.round((duration * 60) / minutes);
  const lead = steps(2 * hours[long]);
  const window = steps(hours[long]);
  const limit = factor * budget;
  /** Good for twice the long window; then a share of bad outcomes, and afterwards another. */
  const outcomes = ({ bad = 0, steps: badSteps = 3 * window, afterwards = 0, total = perSecond }) => ({
    'slo:error_budget:ratio{service="s",objective="o"}': `${budget}x${lead + 4 * window}`,
    'slo:total:rate5m{service="s",objective="o"}': `${total}x${lead + 4 * window}`,
    'slo:bad:rate5m{service="s",objective="o"}': `0x${lead - 1} ${bad * total}x${badSteps - 1} ${afterwards * total}x${3 * window}`,
  });
  const after = (step: number) => `${(lead + step) * minutes}m`;
  const full = after(window - 1);
  const nearlyFull = after(Math.floor(window * 0.9) - 2);
  /** So few requests, all of them bad, that the long window has this many. */
  const few = (count: number) => outcomes({ bad: 1, total: count / (hours[long] * 3_600) });
  const shortSteps = steps(hours[short]);
  const mostOfShort = Math.floor(shortSteps * 0.75);
  const muchTooFast = { bad: limit * 8, steps: window };
  return {
    alert: 'ErrorBudgetBurn',
    severity,
    labels: { service: 's', objective: 'o', window: long },
    fires: [
      { series: outcomes({ bad: limit * 1.01 }), at: full, interval },
      { series: few(10.1), at: full, interval },
      ...(mostOfShort === 0 ? [] : [{ series: outcomes(muchTooFast), at: after(window - 1 + mostOfShort), interval }]),
    ],
    silent: [
      { series: outcomes({ bad: limit * 0.99 }), at: full, interval },
      { series: outcomes({ bad: limit * 0.99 }), at: after(2 * window), interval },
      { series: outcomes({ bad: limit * 1.01 }), at: nearlyFull, interval },
      { series: few(9.9), at: full, interval },
      { series: few(10.1), at: nearlyFull, interval },
      // The long window still burns, the short one no longer.
      { series: outcomes(muchTooFast), at: after(window - 1 + shortSteps), interval },
      { series: outcomes({ ...muchTooFast, afterwards: limit * 0.9 }), at: after(window - 1 + shortSteps), interval },
      // The short window burns, the long one does not, though it would with what was before it.
      {
        series: outcomes({ bad: limit * 0.6, steps: 2 * window, afterwards: limit * 1.5 }),
        at: after(2 * window - 1 + shortSteps),
        interval,
      },
      { series: {}, at: full, interval },
    ],
  };
}

// As seldom as the moments below allow.
const hoursOfStep = 6;
const steps = (days: number, hoursOfDay = 0) => (days * 24 + hoursOfDay) / hoursOfStep;
const month = steps(30);

/** After a good month, 15 days in which a share of the outcomes was bad. */
const monthly = (share: number) => ({
  'slo:error_budget:ratio{service="s",objective="o"}': `${budget}x${3 * month}`,
  'slo:total:rate5m{service="s",objective="o"}': `${perSecond}x${3 * month}`,
  'slo:bad:rate5m{service="s",objective="o"}': `0x${month - 1} ${share * perSecond}x${steps(15) - 1} 0x${2 * month}`,
});
const moment = (day: number, hour: number) => `${(month + steps(day, hour)) * hoursOfStep}h`;

// Twice what the budget allows: it is spent after half of the 30 days, at 14 days and 22 hours.
const [bad, good] = [monthly(2.01 * budget), monthly(1.99 * budget)];
const interval = `${hoursOfStep}h`;

const badFromTheStart = {
  'slo:error_budget:ratio{service="s",objective="o"}': `${budget}x10`,
  'slo:total:rate5m{service="s",objective="o"}': `${perSecond}x10`,
  'slo:bad:rate5m{service="s",objective="o"}': `${2 * budget * perSecond}x10`,
};

const spent: AlertCase = {
  alert: 'ErrorBudgetSpent',
  severity: 'ticket',
  labels: { service: 's', objective: 'o' },
  fires: [
    { series: bad, at: moment(15, 6), interval },
    { series: bad, at: moment(29, 0), interval },
    { series: badFromTheStart, at: '1h', interval: '30m' },
  ],
  silent: [
    { series: bad, at: moment(14, 18), interval },
    { series: good, at: moment(16, 0), interval },
    { series: bad, at: moment(31, 0), interval },
    { series: badFromTheStart, at: '30m', interval: '30m' },
    { series: {}, at: moment(0, 0), interval },
  ],
};

export const burnCases: readonly AlertCase[] = [...burns.map(burnCase), spent];
