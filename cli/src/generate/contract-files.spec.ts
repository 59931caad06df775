import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventSchemas } from '@fairway/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderContractFiles } from './contract-files.js';

let root: string;
const folder = 'packages/contracts/schemas';
const [first = { file: '', schema: {} }] = eventSchemas();

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'contract-files-'));
  mkdirSync(join(root, folder), { recursive: true });
  for (const { file, schema } of eventSchemas()) write(file, schema);
});
afterEach(() => rmSync(root, { recursive: true }));

const write = (file: string, schema: object) => writeFileSync(join(root, folder, file), JSON.stringify(schema));
const git = (...args: string[]) => execFileSync('git', args, { cwd: root });
const problems = async () => (await renderContractFiles(root)).filter((rendering) => 'problem' in rendering);
/** As if the event had lost a property since. */
const withOneMore = {
  ...first.schema,
  properties: { ...(first.schema['properties'] as object), gone: { type: 'string' } },
};

function commit(): void {
  git('add', '--all');
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
  git(...identity, 'commit', '--quiet', '--message', 'as it is');
}

it('reports a schema file without a defined event, and no other file', async () => {
  write('gone.v1.json', {});
  expect(await problems()).toEqual([
    expect.objectContaining({ problem: expect.stringContaining('schemas/gone.v1.json describes an event that') }),
  ]);
});

describe('a schema that would break its readers', () => {
  const refusal = [expect.objectContaining({ problem: expect.stringContaining('would break its readers: #/gone') })];

  it('is refused when it is committed, whatever the file says now', async () => {
    git('init', '--quiet');
    write(first.file, withOneMore);
    commit();
    expect(await problems()).toEqual(refusal);
    write(first.file, first.schema);
    expect(await problems()).toEqual(refusal);
  });

  it('is rendered while it was never committed', async () => {
    git('init', '--quiet');
    rmSync(join(root, folder, first.file));
    commit();
    write(first.file, withOneMore);
    expect(await problems()).toEqual([]);
  });

  it('is refused by its file without git', async () => {
    write(first.file, withOneMore);
    expect(await problems()).toEqual(refusal);
  });
});
