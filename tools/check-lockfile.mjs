// Checks that package-lock.json matches every workspace's package.json and contains the checksum of every package.
// `npm ci` and the local run do not install what the lock file lacks, so a program that imports it fails with
// ERR_MODULE_NOT_FOUND. A package without a checksum is installed unverified. npm omits the checksums of packages for other
// systems when `node_modules` exists while it writes the lock file.
// usage: node tools/check-lockfile.mjs [folder of the repository]
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

const root = resolve(process.argv[2] ?? join(import.meta.dirname, '..'));
const readJson = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const { packages } = readJson('package-lock.json');
const workspaces = globSync(readJson('package.json').workspaces, { cwd: root }).filter((folder) =>
  existsSync(join(root, folder, 'package.json')),
);

function problemsOf(folder) {
  const { name, ...manifest } = readJson(join(folder, 'package.json'));
  const locked = packages[folder];
  if (locked === undefined || packages[`node_modules/${name}`]?.resolved !== folder)
    return [`${folder} (${name}) is missing`];
  return ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']
    .filter((kind) => !isDeepStrictEqual(manifest[kind] ?? {}, locked[kind] ?? {}))
    .map((kind) => `${folder} has different ${kind} than its package.json`);
}

const gone = Object.entries(packages)
  .filter(
    ([path, { link, resolved }]) => link === true && path.startsWith('node_modules/') && !workspaces.includes(resolved),
  )
  .map(([, { resolved }]) => `${resolved} is no longer a workspace`);
const unverified = Object.entries(packages)
  .filter(([path, { link, integrity }]) => path.includes('node_modules/') && link !== true && integrity === undefined)
  .map(
    ([path]) =>
      `${path} has no checksum; delete its entry and run \`npm install --package-lock-only\` in a clone without node_modules`,
  );
const problems = [...workspaces.toSorted().flatMap(problemsOf), ...gone, ...unverified];
for (const problem of problems) console.error(`✗ package-lock.json: ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;
