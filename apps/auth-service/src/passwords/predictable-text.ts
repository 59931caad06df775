// Keys that are side by side on keyboards of several languages, and sequences that children learn.
const rows = [
  '12345678901',
  '!@#$%^&*()_+',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'yxcvbnm',
  'azertyuiop',
  'qsdfghjklm',
  'wxcvbn',
  // Russian, as `plain` leaves it: й without its mark.
  'ицукенгшщзхъ',
  'фывапролджэ',
  'ячсмитьбю',
  'abcdefghijklmnopqrstuvwxyza',
];

/** All pairs of neighbours, in both directions. */
const neighbours = new Set(
  rows.flatMap((row) => [...row].slice(1).flatMap((sign, at) => [row.charAt(at) + sign, sign + row.charAt(at)])),
);

const surprisesMin = 7;
// A password of twelve characters can repeat a period twice.
const periodMax = 11;

/**
 * Repetitions (`aaaa...`, `abcabc...`) and sequences (`1234...`, `qwertyuiopas`), whatever is between their letters.
 * @param text in lower case
 */
export function isPredictable(text: string): boolean {
  const signs = [...text];
  const letters = signs.filter((sign) => /[\p{L}\p{N}]/u.test(sign));
  return isPattern(signs) || (letters.length > 0 && isPattern(letters));
}

function isPattern(signs: readonly string[]): boolean {
  return surprisesIn(signs) < surprisesMin || isRepetition(signs);
}

function isRepetition(signs: readonly string[]): boolean {
  for (let period = 1; period <= Math.min(periodMax, signs.length / 2); period += 1) {
    if (signs.every((sign, at) => at < period || sign === signs[at - period])) return true;
  }
  return false;
}

/**
 * The number of signs that a guesser has to guess. A run of equal or neighbouring signs counts as two, however long it
 * is.
 */
function surprisesIn(signs: readonly string[]): number {
  let surprises = 0;
  let runLength = 0;
  let previous = '';
  for (const sign of signs) {
    runLength = sign === previous || neighbours.has(previous + sign) ? runLength + 1 : 1;
    if (runLength <= 2) surprises += 1;
    previous = sign;
  }
  return surprises;
}
