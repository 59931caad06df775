import type { Context } from '../src/command-line/context.js';
import { plain } from '../src/command-line/style.js';

/** What a command gets when it runs in a repository, with what it tells on its way kept. */
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
