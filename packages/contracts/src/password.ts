import { z } from 'zod';
import { isLongerThan, lengthOf } from './text.js';

const lengthMin = 12;
const lengthMax = 128;
// A composed character may have come as up to four code points. More is refused before any work is done.
const unitsMax = 4 * lengthMax;

const otherSpaces = /\p{Zs}/gu;
/*
 * What the FreeformClass of RFC 8264 does not allow: controls, halves of characters, private use, unassigned code points
 * (a later Unicode may compose them), what is ignored by default (emoji selectors too: keyboards differ in them), conjoining
 * jamo that no syllable took up, and the exceptions of its section 9.6.
 */
const disallowed =
  /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff\u0640\u07fa\u3031-\u3035\u303b]|[\u302e\u302f]|(?![\u200c\u200d])[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
// Joiners belong to the spelling of some scripts (RFC 5892, appendices A.1 and A.2), and to nothing else.
const strayJoiner = /(?<![\p{L}\p{M}])[\u200c\u200d]|[\u200c\u200d](?!\p{L})/u;

/**
 * The one form of a password, whichever keyboard it is typed on: the profile OpaqueString of RFC 8265, 4.2. Spaces of all
 * kinds become U+0020, and the text is composed (NFC).
 */
export function preparePassword(text: string): string {
  return text.replaceAll(otherSpaces, ' ').normalize('NFC');
}

/** A password that somebody chooses; prepared, and measured after that. */
export const newPasswordSchema = z
  .string()
  .max(unitsMax, { abort: true, error: `must have ${lengthMax} characters at most` })
  .overwrite(preparePassword)
  .superRefine((password, context) => {
    const problem = passwordProblem(password);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  })
  .meta({
    description:
      'Measured and compared in one form (RFC 8265, OpaqueString). No control, invisible, private or unassigned characters.',
    minLength: lengthMin,
    maxLength: lengthMax,
  });

function passwordProblem(password: string): string | undefined {
  if (disallowed.test(password) || strayJoiner.test(password)) {
    return 'must not contain control, invisible, private or unassigned characters';
  }
  // OWASP ASVS 5.0, 6.2 (auth-service refuses what is easy to guess): at least 8 (12 here), at least 64 allowed, no
  // composition rules, never truncated.
  if (lengthOf(password) < lengthMin) return `must have ${lengthMin} characters at least`;
  return isLongerThan(password, lengthMax) ? `must have ${lengthMax} characters at most` : undefined;
}

/**
 * A password that proves who somebody is. As it was typed: it may have been chosen before `newPasswordSchema` asked for
 * what it asks today. Halves of characters it cannot have: hashed as UTF-8, many passwords would be one.
 */
export const currentPasswordSchema = z
  .string()
  .min(1)
  .max(unitsMax)
  .refine((password) => password.isWellFormed(), 'must not contain halves of characters')
  .describe('As it was typed.');
