import { productName } from '@fairway/catalog';
import { Problem } from '@fairway/service-kit';
import { commonPasswords, commonWords } from './common-passwords.js';
import { isPredictable } from './predictable-text.js';

/** The future owner of the password. */
export interface PasswordOwner {
  readonly email: string;
  readonly name: string;
}

// Words that guessers add to the product's name.
const obviousWords = [
  'password',
  'passwort',
  'welcome',
  'administrator',
  'admin',
  'login',
  'letmein',
  'secret',
  'changeme',
  'default',
  'platform',
];
// Shorter parts of a name occur in too many words.
const wordLengthMin = 4;
const otherLettersMin = 4;

const leet: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '@': 'a',
  $: 's',
  '!': 'i',
  '|': 'i',
  l: 'i',
  // Cyrillic letters that look like Latin ones.
  а: 'a',
  е: 'e',
  о: 'o',
  р: 'p',
  с: 'c',
  у: 'y',
  х: 'x',
  і: 'i',
};

// A comic made it the example of a good password, so it is a bad one.
const famous = 'correcthorsebatterystaple';

const common = new Set([...commonPasswords, famous].map(folded));
const words = new Set(commonWords.map(folded));

/**
 * For every newly chosen password (OWASP ASVS 5.0: 6.2.4, 6.2.11). The schema checks its length.
 * @param pointer its place in the body
 * @throws Problem `password_weak`, with the reason
 */
export function refuseWeakPassword(password: string, owner: PasswordOwner, pointer: string): void {
  const weakness = weaknessOf(password, owner);
  if (weakness === undefined) return;
  throw new Problem('password_weak', {
    detail: `${weakness} Choose another one, such as four unrelated words.`,
    errors: [{ pointer, detail: weakness }],
  });
}

/** Why a guesser would try the password early, as a sentence; undefined when there is no reason. */
export function weaknessOf(
  password: string,
  { email, name }: PasswordOwner,
  product = productName,
): string | undefined {
  const text = plain(password);
  if (isPredictable(text)) return 'It is a repetition or a sequence.';
  if (isCommon(text)) return 'It is one of the most common passwords, or one with a small change.';
  if (isMadeOf(text, wordsOf(email, name))) return 'It is derived from the account’s own address or name.';
  if (isMadeOf(text, [product, ...obviousWords]))
    return `It is derived from the name ${product} or words like “password”.`;
  return undefined;
}

/** In lower case, without accents and invisible characters. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\p{M}\p{Cf}]/gu, '');
}

/** Replaces digits and signs that stand for letters by those letters. */
function folded(text: string): string {
  return [...text].map((sign) => leet[sign] ?? sign).join('');
}

function isCommon(text: string): boolean {
  const compact = text.replaceAll(/\s/g, '');
  return [text, compact].some((spelling) => {
    // "password2026!!": characters added to reach the minimum length.
    const core = spelling.replace(/[^\p{L}]+$/u, '');
    const candidates = [core, core.replace(/^[^\p{L}]+/u, '')];
    return (
      [spelling, reversed(spelling)].some((whole) => common.has(folded(whole))) ||
      candidates.some(
        (word) => words.has(folded(word)) || words.has(folded(reversed(word))) || common.has(folded(word)),
      )
    );
  });
}

/** The address and the name, whole and in parts. */
function wordsOf(email: string, name: string): string[] {
  const [local = '', domain = ''] = email.split('@');
  return [email, local, domain, name, ...[local, domain, name].flatMap((text) => text.split(/[^\p{L}\p{N}]+/u))];
}

/**
 * Whether, without these words (also backwards or spelt with digits), hardly a letter or only a common word is left.
 */
function isMadeOf(text: string, of: readonly string[]): boolean {
  const signs = [...text].filter((sign) => /[\p{L}\p{N}]/u.test(leet[sign] ?? sign));
  const haystack = folded(signs.join(''));
  const covered = new Set<number>();
  for (const word of of) {
    const needle = folded(plain(word).replaceAll(/[^\p{L}\p{N}]/gu, ''));
    if (needle.length < wordLengthMin) continue;
    for (const spelling of [needle, reversed(needle)]) {
      for (let at = haystack.indexOf(spelling); at >= 0; at = haystack.indexOf(spelling, at + 1)) {
        for (let index = at; index < at + spelling.length; index += 1) covered.add(index);
      }
    }
  }
  if (covered.size === 0) return false;
  const others = signs.filter((sign, index) => /\p{L}/u.test(sign) && !covered.has(index));
  return others.length < otherLettersMin || new Set(others).size === 1 || words.has(folded(others.join('')));
}

function reversed(text: string): string {
  return [...text].reverse().join('');
}
