// Compiles every workspace from TypeScript to dist/ with SWC, skipping files that are already up to date.
// SWC rather than esbuild: Nest's injection by type needs the decorator metadata that only SWC and tsc emit.
import { transformFile } from '@swc/core';
import { globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

let compiled = 0;
for (const workspace of workspaces.flatMap((pattern) => globSync(pattern, { cwd: root }))) {
  const folder = join(root, workspace);
  const sources = globSync('{src,migrations}/**/*.ts', { cwd: folder }).filter((file) => !file.endsWith('.spec.ts'));
  const outputs = new Set();
  await Promise.all(
    sources.map(async (file) => {
      const source = join(folder, file);
      const output = join(folder, 'dist', file.replace(/\.ts$/, '.js'));
      outputs.add(output);
      if (modifiedMs(output) > modifiedMs(source)) return;
      const { code } = await transformFile(source, { ...swcOptions, filename: source });
      mkdirSync(dirname(output), { recursive: true });
      writeFileSync(output, code);
      compiled += 1;
    }),
  );
  // A deleted source must not live on as a stale module.
  for (const file of globSync('dist/**/*.js', { cwd: folder })) {
    if (!outputs.has(join(folder, file))) rmSync(join(folder, file));
  }
}
if (compiled > 0) console.error(`built ${compiled} files in ${relative(process.cwd(), root) || '.'}`);
