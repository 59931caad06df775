import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rendering } from './rendered-file.js';

/**
 * Renders sections of a hand-written file, each between `<!-- name:start -->` and `<!-- name:end -->`. Never creates the
 * file or the markers, because the rest of the file is written by people.
 */
export function renderSections(root: string, path: string, sections: Readonly<Record<string, string>>): Rendering {
  let content = readIfThere(join(root, path));
  if (content === undefined) {
    const markers = Object.keys(sections).flatMap((name) => Object.values(markersOf(name)));
    return {
      path,
      problem: `${path} does not exist`,
      fix: `Create it with the lines ${markers.join(' and ')} where the table belongs.`,
    };
  }
  for (const [name, section] of Object.entries(sections)) {
    const { start, end } = markersOf(name);
    const from: number = content.indexOf(start);
    const to: number = content.indexOf(end);
    if (from < 0 || to < from) {
      return {
        path,
        problem: `${path} lacks the markers of its section "${name}"`,
        fix: `Add the lines ${start} and ${end} where the table belongs.`,
      };
    }
    content = `${content.slice(0, from + start.length)}\n${section}\n${content.slice(to)}`;
  }
  return { path, content };
}

const markersOf = (name: string) => ({ start: `<!-- ${name}:start -->`, end: `<!-- ${name}:end -->` });

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
