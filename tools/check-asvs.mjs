// Checks that docs/security/asvs.md judges each requirement of levels 1 and 2 exactly once and names existing files and
// tests, and that all documents in its folder link to existing files.
// usage: node tools/check-asvs.mjs [folder of the repository]
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(process.argv[2] ?? join(import.meta.dirname, '..'));
const folder = join(root, 'docs', 'security');
const text = readFileSync(join(folder, 'asvs.md'), 'utf8');
const byLevel = JSON.parse(readFileSync(join(folder, 'asvs-5.0.0.json'), 'utf8'));
const levels = new Map(Object.entries(byLevel).flatMap(([level, numbers]) => numbers.map((number) => [number, level])));

const numberForm = /\b\d+\.\d+\.\d+\b/g;
const states = ['met', 'partly', 'not met', 'does not apply'];

/** `| 6.2.1, 6.2.2 | 1, 2 | what | state | where |` */
const rows = text
  .split('\n')
  .filter((line) => /^\| \d+\.\d+\.\d+/.test(line))
  .map((line) => line.slice(2, -2).split(' | '))
  .map(([numbers = '', level, , state = '', where = '']) => ({
    numbers: numbers.match(numberForm) ?? [],
    level,
    state,
    where,
  }));

const problems = [
  ...[...requirementProblems(), ...summaryProblems(), ...labelProblems()].map((problem) => `asvs.md: ${problem}`),
  ...globSync('*.md', { cwd: folder }).toSorted().flatMap(linkProblems),
];
for (const problem of problems) console.error(`✗ docs/security/${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;

function requirementProblems() {
  const judged = rows.flatMap(({ numbers }) => numbers);
  const missing = [...levels.keys()].filter((number) => !judged.includes(number));
  return [
    ...missing.map((number) => `${number} is missing`),
    ...judged.filter((number, index) => judged.indexOf(number) < index).map((number) => `${number} is listed twice`),
    ...judged.filter((number) => !levels.has(number)).map((number) => `${number} is not a requirement of level 1 or 2`),
    ...rows.flatMap(rowProblems),
  ];
}

function rowProblems({ numbers, level, state, where }) {
  const name = numbers.join(', ');
  const known = [...new Set(numbers.flatMap((number) => levels.get(number) ?? []))].toSorted().join(', ');
  return [
    ...(level === known ? [] : [`${name} has level ${known}, not ${level}`]),
    ...(states.includes(state) ? [] : [`${name} has the unknown state "${state}"; use one of: ${states.join(', ')}`]),
    ...(state === 'met' && !/\[[^\]]+\]/.test(where) ? [`${name} is met, but names neither a file nor a test`] : []),
  ];
}

/** People read the list at the top: it must contain every gap, and nothing else. */
function summaryProblems() {
  const [, summary = ''] = /^## What is missing\n(.*?)^## /ms.exec(text) ?? [];
  const listed = new Set(summary.match(numberForm));
  const gaps = new Set(
    rows.filter(({ state }) => state === 'partly' || state === 'not met').flatMap(({ numbers }) => numbers),
  );
  return [
    ...[...gaps.difference(listed)].map(
      (number) => `${number} is not fully met, but "What is missing" does not mention it`,
    ),
    ...[...listed.difference(gaps)].map(
      (number) => `${number} is listed under "What is missing", but its row says that it is met`,
    ),
  ];
}

/** Links in a line, `[...](path)`, and addresses of labels, `[label]: path`. */
function linkProblems(file) {
  const paths = [...readFileSync(join(folder, file), 'utf8').matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$/gm)].map(
    ([, inline, address]) => inline ?? address,
  );
  return paths
    .filter((path) => !path.includes('://') && !existsSync(join(folder, path.split('#', 1)[0])))
    .map((path) => `${file}: ${path} does not exist`);
}

/** `[label]` is defined at the end of the file; the label of a test file may be followed by titles of its tests: “a”, “b”. */
function labelProblems() {
  const places = new Map([...text.matchAll(/^\[([^\]]+)\]: (\S+)$/gm)].map(([, label, path]) => [label, path]));
  const prose = text.replaceAll(/^\[[^\]]+\]: \S+$/gm, '');
  const uses = [...prose.matchAll(/\[([^\]]+)\](?!\()((?:(?:, | and | )?“[^”]+”)*)/g)];
  const used = new Set(uses.map(([, label]) => label));
  return [
    ...[...used].filter((label) => !places.has(label)).map((label) => `[${label}] has no address`),
    ...[...places.keys()].filter((label) => !used.has(label)).map((label) => `[${label}] is not used`),
    ...uses.flatMap(([, label, titles]) => titleProblems(label, places.get(label), titles.match(/[^“”]+(?=”)/g) ?? [])),
  ];
}

function titleProblems(label, path, titles) {
  if (path === undefined || titles.length === 0 || !existsSync(join(folder, path))) return [];
  const source = readFileSync(join(folder, path), 'utf8');
  // A quoted argument (`it('...'`) or a quoted value in a table of cases.
  const known = [...source.matchAll(/[([,]\s*(['"`])((?:\\.|(?!\1)[^\\\n])*)\1(?=\s*[,)\]])/g)].map(
    ([, , title = '']) => title,
  );
  return titles
    .filter((title) => !known.some((whole) => whole.includes(title)))
    .map((title) => `${label} has no test “${title}”`);
}
