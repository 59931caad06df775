import { productName } from '@fairway/catalog';
import { Problem } from '@fairway/service-kit';
import { commonPasswords, commonWords } from './common-passwords.js';
import { isPredictable } from './predictable-text.js';

/** Whose password it is going to be. */
export interface PasswordOwner {
  readonly email: string;
  readonly name: string;
}

// Beside the product's name, these are what guessers add to it.
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
// Shorter parts of a name stand in too many words.
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

// A comic made it the example of a good password, and so a bad one.
const famous = 'correcthorsebatterystaple';

const common = new Set([...commonPasswords, famous].map(folded));
const words = new Set(commonWords.map(folded));

/**
 * For every password that somebody chooses (OWASP ASVS 5.0: 6.2.4, 6.2.11). Its length is the schema's business.
 * @param pointer to where it stands in the body
 * @throws Problem `password_weak`, with the reason
 */
export function refuseWeakPassword(password: string, owner: PasswordOwner, pointer: string): void {
  const weakness = weaknessOf(password, owner);
  if (weakness === undefined) return;
  throw new Problem('password_weak', {
    detail: `${weakness} Choose another one, such as four words that have nothing to do with each other.`,
    errors: [{ pointer, detail: weakness }],
  });
}

/** Why a guesser would try the password early, as a sentence; undefined when it is none of those. */
export function weaknessOf(
  password: string,
  { email, name }: PasswordOwner,
  product = productName,
): string | undefined {
  const text = plain(password);
  if (isPredictable(text)) return 'It is a repetition or a sequence.';
  if (isCommon(text)) return 'It is one of the most common passwords, or one of them with a small change.';
  if (isMadeOf(text, wordsOf(email, name))) return 'It is made of the account’s own address or name.';
  if (isMadeOf(text, [product, ...obviousWords])) return `It is made of the name ${product} or words like “password”.`;
  return undefined;
}

/** In lower case, without accents and without what cannot be seen. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\p{M}\p{Cf}]/gu, '');
}

/** Digits and signs that stand for letters are those letters. */
function folded(text: string): string {
  return [...text].map((sign) => leet[sign] ?? sign).join('');
}

function isCommon(text: string): boolean {
  const compact = text.replaceAll(/\s/g, '');
  return [text, compact].some((spelling) => {
    // "password2026!!": what is added to reach the length.
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

/** Whether without the words, be they backwards or spelt with digits, hardly a letter is left, or just a common word. */
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
