// Controls, what turns the direction of writing, and what shows nothing: a text could look like another one by them.
const unseen = /(?!\t)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Text that others wrote, for a terminal: what could move its cursor, colour what follows or hide is shown as code. */
export function printable(text: string): string {
  return text.replaceAll(unseen, (character) => (character === '\n' ? character : escaped(character)));
}

/** The same on one line, which no text can leave. */
export function printableLine(text: string): string {
  return text.replaceAll(unseen, escaped);
}

const cellLengthMax = 120;

/** The same for a table that must stay one; what is longer is cut. */
export function printableCell(text: string): string {
  return printableLine(text.length > cellLengthMax ? `${text.slice(0, cellLengthMax - 1).toWellFormed()}…` : text);
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code > 0xffff) return `\\u{${hex}}`;
  return code > 0xff ? `\\u${hex.padStart(4, '0')}` : `\\x${hex.padStart(2, '0')}`;
}
