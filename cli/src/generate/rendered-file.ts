/** A file, or a part of one, as it follows from its source. */
export interface RenderedFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly content: string;
}

/** Something that keeps a file from being rendered, and how to mend it. */
export interface RenderProblem {
  readonly path: string;
  readonly problem: string;
  readonly fix: string;
}

export type Rendering = RenderedFile | RenderProblem;
