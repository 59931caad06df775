/** The parts of `fairway test`, in the order in which they run. */
export const suites = ['checks', 'unit', 'infra', 'integration', 'e2e', 'cluster'] as const;
/** Runs by its name only: it takes as long as alerts take, about ten minutes. */
const longSuites = ['alerts'] as const;

export const allSuites = [...suites, ...longSuites];
export type Suite = (typeof allSuites)[number];
