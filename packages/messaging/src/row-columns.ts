/** A column of rows that a statement takes as one array per column, and how to read its value from a source object. */
export interface RowColumn<Source> {
  readonly name: string;
  readonly type: string;
  readonly valueOf: (source: Source) => unknown;
}

/** `unnest(...)` of the first parameters of a statement, one per column. */
export function unnest(columns: readonly RowColumn<never>[]): string {
  return `unnest(${columns.map(({ type }, index) => `$${index + 1}::${type}[]`).join(', ')})`;
}

/** The parameters for `unnest`. */
export function arraysOf<Source>(columns: readonly RowColumn<Source>[], sources: readonly Source[]): unknown[][] {
  return columns.map(({ valueOf }) => sources.map(valueOf));
}
