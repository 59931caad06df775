/** How releases reach an environment. */
export interface ReleaseRules {
  /** The environment in which the same digests must have succeeded; null for the first. */
  readonly after: string | null;
  /**
   * Whether what a person stands for is asked: a typed confirmation, and that no page fires and no error budget is spent
   * before. In an environment that only the team sees, these would stop the release that repairs it.
   */
  readonly guarded: boolean;
  /** How long pages and burning budgets end a release after its smoke test, in minutes. */
  readonly watchMinutes: number;
}

export const releaseRules = {
  dev: { after: null, guarded: false, watchMinutes: 1 },
  production: { after: 'dev', guarded: true, watchMinutes: 10 },
} as const satisfies Record<string, ReleaseRules>;

export type ReleasedEnvironment = keyof typeof releaseRules;

export const releasedEnvironments = Object.keys(releaseRules) as ReleasedEnvironment[];
