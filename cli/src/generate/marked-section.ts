import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rendering } from './rendered-file.js';

/**
 * A written file with one generated section, between `<!-- name:start -->` and `<!-- name:end -->`. The rest of the file
 * is somebody's own words, so neither the file nor the markers are ever made here.
 */
export function renderSection(root: string, path: string, name: string, section: string): Rendering {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const text = readIfThere(join(root, path));
  if (text === undefined) {
    return {
      path,
      problem: `${path} does not exist`,
      fix: `Write it, with the lines ${start} and ${end} where the table belongs.`,
    };
  }
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) {
    return {
      path,
      problem: `${path} lacks the markers of its section "${name}"`,
      fix: `Put the lines ${start} and ${end} where the table belongs.`,
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
