export interface OrphanReport {
  /** What is left, is paid for or in the way, and will not go by itself. */
  readonly orphans: readonly Orphan[];
  /** What AWS keeps for a while on purpose. */
  readonly expected: readonly { readonly id: string; readonly why: string }[];
  /** Commands that failed: of what they look for, the report says nothing. */
  readonly notChecked: readonly string[];
}

export interface Orphan {
  readonly id: string;
  readonly remove: string;
}
