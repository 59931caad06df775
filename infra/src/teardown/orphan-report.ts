export interface OrphanReport {
  /** What is left, costs money or is in the way, and is not deleted by itself. */
  readonly orphans: readonly Orphan[];
  /** What AWS keeps for some time on purpose. */
  readonly expected: readonly { readonly id: string; readonly why: string }[];
  /** Failed commands: the report says nothing about what they look for. */
  readonly notChecked: readonly string[];
}

export interface Orphan {
  readonly id: string;
  readonly remove: string;
}
