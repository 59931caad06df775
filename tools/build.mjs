// Compiles every workspace from TypeScript to dist/ with SWC, skipping files that are up to date. Writes everything or
// nothing, so that dist/ keeps the last successful build when a source has an error. SWC rather than esbuild, because
// Nest's injection by type needs the decorator metadata that only SWC and tsc emit.
// Files named as arguments, from the root, are compiled even when their output is newer.
// Two may run at once: `npm run dev` compiles what is saved while a command prepares itself.
import { transformFile } from '@swc/core';
import { globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const swcOptions = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2024',
    keepClassNames: true,
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

const modifiedMs = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const started = new Date();
const named = new Set(process.argv.slice(2).map((file) => join(root, file)));
const compiled = new Map();
const stale = [];
const errors = [];
for (const workspace of workspaces.flatMap((pattern) => globSync(pattern, { cwd: root }))) {
  const folder = join(root, workspace);
  const sources = globSync('{src,migrations}/**/*.ts', { cwd: folder }).filter((file) => !file.endsWith('.spec.ts'));
  const outputs = new Set();
  await Promise.all(
    sources.map(async (file) => {
      const source = join(folder, file);
      const output = join(folder, 'dist', file.replace(/\.ts$/, '.js'));
      outputs.add(output);
      if (!named.has(source) && modifiedMs(output) > modifiedMs(source)) return;
      try {
        compiled.set(output, (await transformFile(source, { ...swcOptions, filename: source })).code);
      } catch (error) {
        // The rest is the compiler's stack trace.
        errors.push(error.message.split(/\s*Caused by:/, 1)[0]);
      }
    }),
  );
  // A deleted source must not leave a stale module behind.
  for (const file of globSync('dist/**/*.js', { cwd: folder })) {
    if (!outputs.has(join(folder, file))) stale.push(join(folder, file));
  }
}
if (errors.length > 0) {
  console.error(errors.join('\n'));
  process.exit(1);
}
for (const [output, code] of compiled) {
  mkdirSync(dirname(output), { recursive: true });
  // A program that starts meanwhile never reads half a file.
  const aside = `${output}.${process.pid}`;
  writeFileSync(aside, code);
  // As old as the sources that this build has seen: one that was saved since is newer, and the next build compiles it.
  utimesSync(aside, started, started);
  renameSync(aside, output);
}
for (const output of stale) rmSync(output, { force: true });
if (compiled.size > 0) console.error(`built ${compiled.size} files in ${relative(process.cwd(), root) || '.'}`);
