import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventSchemas } from '@fairway/contracts';
import { afterAll, expect, it } from 'vitest';
import { renderContractFiles } from './contract-files.js';

const root = mkdtempSync(join(tmpdir(), 'contract-files-'));
const folder = join(root, 'packages/contracts/schemas');

afterAll(() => rmSync(root, { recursive: true }));

it('reports a schema file without a defined event, and no other file', () => {
  mkdirSync(folder, { recursive: true });
  for (const { file, schema } of eventSchemas()) writeFileSync(join(folder, file), JSON.stringify(schema));
  writeFileSync(join(folder, 'gone.v1.json'), '{}');
  const problems = renderContractFiles(root).filter((rendering) => 'problem' in rendering);
  expect(problems).toEqual([
    expect.objectContaining({ problem: expect.stringContaining('schemas/gone.v1.json describes an event that') }),
  ]);
});
