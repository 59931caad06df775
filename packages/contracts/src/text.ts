import { z } from 'zod';

/*
 * Lone surrogates, which UTF-8 and jsonb cannot store; controls and line ends, of which PostgreSQL refuses U+0000;
 * controls of the writing direction, which make a text look like another one; and code points that are not characters.
 */
const forbidden = /[\p{Cs}\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Noncharacter_Code_Point}]/u;

// Neither a space nor a format, mark or filler character. Braille's blank and the null notehead count as symbols but
// are invisible.
const visible = /[^\p{Default_Ignorable_Code_Point}\p{Z}\p{C}\p{M}\u2800\u{1d159}]/u;

/*
 * Characters that no name needs and in which two texts that look the same may differ: fillers and other invisible ones,
 * except the joiners of Persian, Indic scripts and emoji and variation selectors; unassigned and private characters.
 */
const needless =
  /(?!\u200c|\u200d|\u180e|\p{Variation_Selector}|[\u{e0020}-\u{e007f}])[\p{Default_Ignorable_Code_Point}\p{Co}\p{Cn}]/u;

/*
 * Content hidden in visible text: annotations, tags except those of a regional flag, more than three invisible
 * characters in a row (`ZWJ ZWNJ ZWJ` shapes Arabic letters), and more marks on one letter than the six of Tibetan or
 * of Hebrew with accents.
 */
const hidden =
  /[\ufff9-\ufffb]|(?<!\u{1f3f4}[\u{e0020}-\u{e007e}]{0,6})[\u{e0000}-\u{e007f}]|(?:(?![\u{e0000}-\u{e007f}])\p{Default_Ignorable_Code_Point}){4}|(?:(?![\u{e0000}-\u{e007f}])[\p{M}\p{Default_Ignorable_Code_Point}]){7}/u;

// `forbidden` for readers of JSON Schema: generators differ in the Unicode classes they know. It omits surrogates,
// which UTF-8 does not have; in a regular expression without the flag `u` they would mean the halves of an emoji.
const forbiddenPattern = String.raw`^[^\u0000-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFDD0-\uFDEF\uFFF9-\uFFFB\uFFFE\uFFFF]*$`;

/**
 * One line of human-readable text, of 1 to `lengthMax` characters, at least one of them visible. Surrounding blanks are
 * removed. For all text in requests without a narrower form.
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
        'One line with at least one visible character. Not allowed: controls of the writing direction, annotation marks, tags outside of flags, private or unassigned characters, invisible characters other than joiners and variation selectors, more than three of these in a row, and more than six marks on one letter. Surrounding blanks are removed.',
      minLength: 1,
      maxLength: lengthMax,
      pattern: forbiddenPattern,
    });
}

function printableProblem(text: string, lengthMax: number): string | undefined {
  // First, because the checks below are for short texts.
  if (isLongerThan(text, lengthMax)) return `must have at most ${lengthMax} characters`;
  if (forbidden.test(text))
    return 'must not contain control characters, bidirectional controls, line ends or lone surrogates';
  if (!visible.test(text)) return 'must contain a visible character';
  if (!needless.test(text) && !hidden.test(text)) return undefined;
  return 'must not contain tags, annotation marks, private, unassigned or unnecessary invisible characters, or more than six marks on one letter';
}

/** Counts code points, as JSON Schema does, not UTF-16 units. */
export function isLongerThan(text: string, lengthMax: number): boolean {
  return text.length > lengthMax && (text.length > 2 * lengthMax || lengthOf(text) > lengthMax);
}

/** The number of code points of a text. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/**
 * Text in an event. Events are read leniently, because old events and those of other producers may contain text that no
 * request may. What no database can store is read as U+FFFD and is therefore never written: the outbox accepts only
 * data that its contract leaves unchanged.
 */
export function eventText() {
  return z.string().overwrite(storable);
}

function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

/** An opaque text that we issued and that a client sends back: visible ASCII. */
export function opaqueText(lengthMax: number) {
  return z
    .string()
    .min(1)
    .max(lengthMax)
    .regex(/^[!-~]*$/, 'must be the unchanged text that was given');
}
