/** A generated file, or a generated part of a file. */
export interface RenderedFile {
  /** The path from the repository's root. */
  readonly path: string;
  readonly content: string;
}

/** What prevents a file from being rendered, and how to fix it. */
export interface RenderProblem {
  readonly path: string;
  readonly problem: string;
  readonly fix: string;
}

export type Rendering = RenderedFile | RenderProblem;
