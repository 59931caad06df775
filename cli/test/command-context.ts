import type { Context } from '../src/command-line/context.js';
import { plain } from '../src/command-line/style.js';

/** The context of a command in a repository; keeps its progress output. */
export function contextIn(root: string, env: NodeJS.ProcessEnv = process.env): Context & { readonly told: string[] } {
  const told: string[] = [];
  const never = new AbortController().signal;
  return {
    root,
    env,
    ignoredVariables: [],
    style: plain,
    stopping: never,
    forced: never,
    told,
    progress: (line) => void told.push(line),
  };
}
