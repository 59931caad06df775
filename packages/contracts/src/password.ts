import { z } from 'zod';
import { isLongerThan, lengthOf } from './text.js';

const lengthMin = 12;
const lengthMax = 128;
// A composed character may arrive as up to four code points. Longer input is refused before any work is done.
const unitsMax = 4 * lengthMax;

const otherSpaces = /\p{Zs}/gu;
/*
 * Characters that the FreeformClass of RFC 8264 disallows: controls, lone surrogates, private use, unassigned code
 * points (a later Unicode may compose them), default-ignorable ones (including emoji selectors, in which keyboards
 * differ), conjoining jamo outside a syllable, and the exceptions of its section 9.6.
 */
const disallowed =
  /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff\u0640\u07fa\u3031-\u3035\u303b]|[\u302e\u302f]|(?![\u200c\u200d])[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
// Joiners are part of the spelling of some scripts (RFC 5892, appendices A.1 and A.2) and of nothing else.
const strayJoiner = /(?<![\p{L}\p{M}])[\u200c\u200d]|[\u200c\u200d](?!\p{L})/u;

/**
 * The canonical form of a password, whichever keyboard typed it: the OpaqueString profile of RFC 8265, 4.2. Spaces of
 * all kinds become U+0020, and the text is composed (NFC).
 */
export function preparePassword(text: string): string {
  return text.replaceAll(otherSpaces, ' ').normalize('NFC');
}

/** A newly chosen password: converted to its canonical form, then measured. */
export const newPasswordSchema = z
  .string()
  .max(unitsMax, { abort: true, error: `must have at most ${lengthMax} characters` })
  .overwrite(preparePassword)
  .superRefine((password, context) => {
    const problem = passwordProblem(password);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  })
  .meta({
    description:
      'Measured and compared in canonical form (RFC 8265, OpaqueString). No control, invisible, private or unassigned characters.',
    minLength: lengthMin,
    maxLength: lengthMax,
  });

function passwordProblem(password: string): string | undefined {
  if (disallowed.test(password) || strayJoiner.test(password)) {
    return 'must not contain control, invisible, private or unassigned characters';
  }
  // OWASP ASVS 5.0, 6.2 (auth-service refuses guessable passwords): at least 8 (12 here), at least 64 allowed, no
  // composition rules, never truncated.
  if (lengthOf(password) < lengthMin) return `must have at least ${lengthMin} characters`;
  return isLongerThan(password, lengthMax) ? `must have at most ${lengthMax} characters` : undefined;
}

/**
 * A password that proves an identity, as typed: it may have been chosen before the current rules of
 * `newPasswordSchema`. Lone surrogates are refused, because hashed as UTF-8 many passwords would be equal.
 */
export const currentPasswordSchema = z
  .string()
  .min(1)
  .max(unitsMax)
  .refine((password) => password.isWellFormed(), 'must not contain lone surrogates')
  .describe('The password, as typed.');
