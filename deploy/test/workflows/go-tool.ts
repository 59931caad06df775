import { findGoPrograms } from '@fairway/programs';
import type { Tool } from '../../../infra/test/support/lint-tools.js';

/** A program of `tools/go-programs`, which is built if it is missing. */
export async function goTool(name: string): Promise<Tool> {
  const stopping = new AbortController().signal;
  const run = { root: process.cwd(), env: process.env, progress: () => undefined, stopping };
  try {
    const { [name]: path = name } = await findGoPrograms([name], run);
    return { path };
  } catch (error) {
    return { missing: (error as Error).message };
  }
}
