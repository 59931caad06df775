import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rendering } from './rendered-file.js';

/**
 * Renders one section of a hand-written file, between `<!-- name:start -->` and `<!-- name:end -->`. Never creates the
 * file or the markers, because the rest of the file is written by people.
 */
export function renderSection(root: string, path: string, name: string, section: string): Rendering {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const text = readIfThere(join(root, path));
  if (text === undefined) {
    return {
      path,
      problem: `${path} does not exist`,
      fix: `Create it with the lines ${start} and ${end} where the table belongs.`,
    };
  }
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) {
    return {
      path,
      problem: `${path} lacks the markers of its section "${name}"`,
      fix: `Add the lines ${start} and ${end} where the table belongs.`,
    };
  }
  return { path, content: `${text.slice(0, from + start.length)}\n${section}\n${text.slice(to)}` };
}

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
