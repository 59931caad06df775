// What hands find side by side, on the keyboards of several languages, and what children learn.
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
// Twelve characters are long enough to stand twice.
const periodMax = 11;

/**
 * Repetitions (`aaaa...`, `abcabc...`) and sequences (`1234...`, `qwertyuiopas`), whatever stands between their letters.
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

/** How many signs a guesser has to guess. A run of equal ones, or along a row, counts two, however long it is. */
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
