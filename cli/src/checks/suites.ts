/** The parts of `fairway test`, in the order in which they run. */
export const suites = ['checks', 'unit', 'infra', 'integration', 'e2e', 'cluster'] as const;
/**
 * Run by their names only, and every night: alerts take as long as alerts take, databases go back to a point in time, and a
 * release is deployed, broken and undone in a cluster a dozen times.
 */
const longSuites = ['alerts', 'restore', 'releases'] as const;

export const allSuites = [...suites, ...longSuites];
export type Suite = (typeof allSuites)[number];
