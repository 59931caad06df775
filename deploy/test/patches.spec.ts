import { execFile } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect } from 'vitest';
import { parse, stringify } from 'yaml';
import { changeComponents, it } from './support/built.js';

const run = promisify(execFile);
const copy = mkdtempSync(join(tmpdir(), 'fairway-patches-'));
cpSync(join(import.meta.dirname, '../kubernetes'), copy, { recursive: true });
afterAll(() => rmSync(copy, { recursive: true }));

// Components that no overlay has, because users choose them.
const chosen = {
  'overlays/local-with-choices': { from: 'overlays/local', components: { tracing: 'tracing', argocd: 'argocd' } },
  'overlays/dev-with-choices': { from: 'overlays/dev', components: { msk: 'strimzi' } },
};
for (const [overlay, { from, components }] of Object.entries(chosen)) {
  cpSync(join(copy, from), join(copy, overlay), { recursive: true });
  changeComponents(join(copy, overlay, 'kustomization.yaml'), components);
}
const overlays = globSync('overlays/*', { cwd: copy });

interface Kustomization {
  readonly patches?: readonly object[];
}

async function build(overlay: string): Promise<string> {
  const { stdout } = await run('kubectl', ['kustomize', join(copy, overlay)], { maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

// Kustomize says nothing about a patch whose target matches no resource.
it('every patch changes a resource of an overlay', async ({ built: _ }) => {
  const whole = new Map(await Promise.all(overlays.map(async (overlay) => [overlay, await build(overlay)] as const)));
  const changesOne = async (file: string) => {
    const own = overlays.filter((overlay) => file.startsWith(`${overlay}/`));
    for (const overlay of own.length > 0 ? own : overlays)
      if ((await build(overlay)) !== whole.get(overlay)) return true;
    return false;
  };
  const useless: string[] = [];
  for (const name of globSync('**/kustomization.yaml', { cwd: copy })) {
    const file = join(copy, name);
    const text = readFileSync(file, 'utf8');
    const kustomization = parse(text) as Kustomization;
    for (const [index, patch] of (kustomization.patches ?? []).entries()) {
      writeFileSync(file, stringify({ ...kustomization, patches: kustomization.patches?.toSpliced(index, 1) }));
      if (!(await changesOne(name))) useless.push(`${name}: ${JSON.stringify(patch)}`);
    }
    writeFileSync(file, text);
  }
  expect(useless).toEqual([]);
});
