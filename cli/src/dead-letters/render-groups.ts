import { printableCell } from '../command-line/printable.js';
import type { Style } from '../command-line/style.js';
import { table } from '../command-line/table.js';
import type { LetterGroup } from './group-letters.js';

/** The selected letters, counted by fault, for the person who decides about them. */
export function renderGroups(groups: readonly LetterGroup[], style: Style): string {
  const head = ['LETTERS', 'PLACE', 'TOPIC', 'GIVEN UP BY', 'CAUSE'].map((title) => style.dim(title));
  const rows = groups.map(({ count, place, topic, consumer, cause }) => [
    String(count),
    place,
    printableCell(topic),
    printableCell(consumer),
    printableCell(cause),
  ]);
  return table([head, ...rows]);
}
