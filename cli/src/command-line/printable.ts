// Control characters, bidirectional controls and invisible characters: they can make one text look like another.
const unseen = /(?!\t)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Makes foreign text safe for a terminal: characters that move the cursor, change colours or are invisible are shown as
 * escape codes.
 */
export function printable(text: string): string {
  return text.replaceAll(unseen, (character) => (character === '\n' ? character : escaped(character)));
}

/** Like `printable`, but always a single line. */
export function printableLine(text: string): string {
  return text.replaceAll(unseen, escaped);
}

const cellLengthMax = 120;

/** Like `printableLine`, but cut to the width of a table cell. */
export function printableCell(text: string): string {
  return printableLine(text.length > cellLengthMax ? `${text.slice(0, cellLengthMax - 1).toWellFormed()}…` : text);
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code > 0xffff) return `\\u{${hex}}`;
  return code > 0xff ? `\\u${hex.padStart(4, '0')}` : `\\x${hex.padStart(2, '0')}`;
}
