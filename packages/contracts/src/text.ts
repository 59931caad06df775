import { z } from 'zod';

/*
 * Lone surrogates, which UTF-8 and jsonb cannot hold; controls and line ends, of which PostgreSQL refuses U+0000; controls
 * of the writing direction, by which a text shows as another one; and code points that are no characters.
 */
const forbidden = /[\p{Cs}\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Noncharacter_Code_Point}]/u;

// Neither space, nor format, mark or filler: Braille's blank and the null notehead count as symbols, and show nothing.
const visible = /[^\p{Default_Ignorable_Code_Point}\p{Z}\p{C}\p{M}\u2800\u{1d159}]/u;

/*
 * What no name needs, and what two texts that look the same may differ by: fillers and other invisible ones, beside the joiners
 * of Persian, Indic scripts and emoji and the selectors of variants; characters that are not assigned, or privately.
 */
const needless =
  /(?!\u200c|\u200d|\u180e|\p{Variation_Selector}|[\u{e0020}-\u{e007f}])[\p{Default_Ignorable_Code_Point}\p{Co}\p{Cn}]/u;

/*
 * What hides in a text that can be seen: annotations, tags but those of a regional flag, more than three invisible ones in a
 * row (`ZWJ ZWNJ ZWJ` shapes Arabic letters), and more marks on one letter than the six of Tibetan or of Hebrew with accents.
 */
const hidden =
  /[\ufff9-\ufffb]|(?<!\u{1f3f4}[\u{e0020}-\u{e007e}]{0,6})[\u{e0000}-\u{e007f}]|(?:(?![\u{e0000}-\u{e007f}])\p{Default_Ignorable_Code_Point}){4}|(?:(?![\u{e0000}-\u{e007f}])[\p{M}\p{Default_Ignorable_Code_Point}]){7}/u;

// `forbidden` for those who read JSON Schema: generators differ in the classes of Unicode that they know. Surrogates are
// left out, as UTF-8 has none; in a regular expression without the flag `u` they would mean the halves of an emoji.
const forbiddenPattern = String.raw`^[^\u0000-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFDD0-\uFDEF\uFFF9-\uFFFB\uFFFE\uFFFF]*$`;

/**
 * A line of text that people read, of 1 to `lengthMax` characters, and at least one of them can be seen. Blanks around it
 * are cut off. For all text of requests that has no narrower form.
 */
export function printableText(lengthMax: number) {
  return z
    .string()
    .trim()
    .superRefine((text, context) => {
      const problem = printableProblem(text, lengthMax);
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
    })
    .meta({
      description:
        'One line, with a visible character at least, and without controls of the writing direction, annotation marks, tags outside of flags, private or unassigned characters, invisible ones but joiners and selectors of variants, more than three of these in a row, and more than six marks on one letter. Blanks around it are cut off.',
      minLength: 1,
      maxLength: lengthMax,
      pattern: forbiddenPattern,
    });
}

function printableProblem(text: string, lengthMax: number): string | undefined {
  // First: what follows is for short texts.
  if (isLongerThan(text, lengthMax)) return `must have ${lengthMax} characters at most`;
  if (forbidden.test(text))
    return 'must not contain control characters, bidirectional controls, line ends or halves of characters';
  if (!visible.test(text)) return 'must contain a visible character';
  if (!needless.test(text) && !hidden.test(text)) return undefined;
  return 'must not contain tags, annotation marks, private, unassigned or needless invisible characters, or heaps of marks on one letter';
}

/** Counted in code points, as JSON Schema counts, and not in halves of surrogate pairs. */
export function isLongerThan(text: string, lengthMax: number): boolean {
  return text.length > lengthMax && (text.length > 2 * lengthMax || lengthOf(text) > lengthMax);
}

export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/**
 * Text of an event. Events are read leniently: old ones, and those of others, may hold what no request may. What no
 * database stores is read as U+FFFD, and so is never written: the outbox takes only data that its contract leaves as it is.
 */
export function eventText() {
  return z.string().overwrite(storable);
}

function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

/** An opaque text that we made, and that comes back: visible ASCII. */
export function opaqueText(lengthMax: number) {
  return z
    .string()
    .min(1)
    .max(lengthMax)
    .regex(/^[!-~]*$/, 'must be the text as it was given');
}
