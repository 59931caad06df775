/** The parts of `fairway test`, in the order in which they run. */
export const suites = ['checks', 'unit', 'infra', 'integration', 'e2e', 'cluster'] as const;
export type Suite = (typeof suites)[number];
