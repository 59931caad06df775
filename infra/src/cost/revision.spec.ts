import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Revision } from './revision.js';

let root: string;
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], {
    cwd: root,
    encoding: 'utf8',
  });
const text = '# Maße, é, 汉字\n';

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'fairway-revision-spec-'));
  git('init', '--quiet');
  git('commit', '--quiet', '--allow-empty', '-m', 'before');
  git('tag', 'before');
  mkdirSync(join(root, 'infra/terraform/stacks'), { recursive: true });
  writeFileSync(join(root, 'infra/terraform/stacks/main.tf'), text);
  git('add', '.');
  git('commit', '--quiet', '-m', 'then');
  git('tag', 'then');
  writeFileSync(join(root, 'infra/terraform/stacks/main.tf'), '# now\n');
});
afterAll(() => rmSync(root, { recursive: true }));

describe('a revision', () => {
  it('is the folder as committed, byte for byte, and is deleted afterwards', async () => {
    let source: string | undefined;
    {
      using revision = await Revision.checkOut(root, 'then', process.env);
      source = revision.source;
      expect(revision.commit).toBe(git('rev-parse', 'then').trim());
      expect(readFileSync(join(source ?? '', 'stacks/main.tf'), 'utf8')).toBe(text);
    }
    expect(existsSync(source ?? '')).toBe(false);
    expect(readFileSync(join(root, 'infra/terraform/stacks/main.tf'), 'utf8')).toBe('# now\n');
  });

  it('has no source when there was no Terraform yet', async () => {
    using revision = await Revision.checkOut(root, 'before', process.env);
    expect(revision.source).toBeUndefined();
  });

  it.each(['no-such', '--all', 'then:infra', ''])('%j is refused', async (reference) => {
    await expect(Revision.checkOut(root, reference, process.env)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(JSON.stringify(reference)),
    });
  });
});
