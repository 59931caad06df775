/** A column of rows that a statement takes as one array each, and its value in what the row is made of. */
export interface RowColumn<Source> {
  readonly name: string;
  readonly type: string;
  readonly valueOf: (source: Source) => unknown;
}

/** `unnest(...)` of the first parameters of a statement, one for each column. */
export function unnest(columns: readonly RowColumn<never>[]): string {
  return `unnest(${columns.map(({ type }, index) => `$${index + 1}::${type}[]`).join(', ')})`;
}

/** Those parameters. */
export function arraysOf<Source>(columns: readonly RowColumn<Source>[], sources: readonly Source[]): unknown[][] {
  return columns.map(({ valueOf }) => sources.map(valueOf));
}
