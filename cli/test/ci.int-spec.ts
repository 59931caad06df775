import { fileAt, jobsOf, parsed, readWorkflowFiles, type WorkflowFile } from '@fairway/deploy';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { localSteps, type LocalStep } from '../src/checks/local-steps.js';
import { ci } from '../src/commands/ci.js';
import { contextIn } from './command-context.js';

const files = readWorkflowFiles('.');
const pullRequest = fileAt('.github/workflows/pull-request.yml', files);

const scriptOf = (step: LocalStep) => ('script' in step ? step.script.trim() : undefined);
const scripts = (workflow: WorkflowFile) => localSteps(workflow, files).flatMap((step) => scriptOf(step) ?? []);
const skipped = (workflow: WorkflowFile) =>
  localSteps(workflow, files).flatMap((step) => ('skipped' in step ? `${step.name}: ${step.skipped}` : []));

describe('the steps of the pull-request pipeline on this machine', () => {
  it('are the commands of the workflow, in its order', () => {
    expect(scripts(pullRequest)).toEqual([
      'npm run lint',
      './fairway test unit',
      'npm run build',
      './fairway test checks',
      './fairway test integration --since origin/main',
      './fairway test e2e --since origin/main',
      './fairway test infra --since origin/main',
      'npm audit signatures',
      'npm audit --omit=dev --audit-level=critical',
      expect.stringContaining('gitleaks" git'),
      './fairway image build --json > images.json',
    ]);
  });

  it('leave out what only GitHub can do, each with its reason', () => {
    const leftOut = skipped(pullRequest);
    expect(leftOut).toContain(
      'Security: Dependencies: Review what the pull request adds: GitHub compares the dependencies with those of main',
    );
    expect(leftOut).toContain('Security: CodeQL: Analyse: GitHub has CodeQL and keeps what it finds');
    expect(leftOut).toContain('Security: Images: Scan the images: an action installs Grype');
    expect(leftOut).toContain('Passed: Every job has passed: only GitHub knows ${{ toJSON(needs) }}');
    expect(leftOut.filter((step) => step.includes('only GitHub runs the action'))).toEqual([]);
  });

  it('are all of its steps', () => {
    const names = localSteps(pullRequest, files).map(({ name }) => name);
    const own = jobsOf(pullRequest).flatMap(([, { name = '', steps = [] }]) =>
      steps.map((step) => `${name}: ${step.name ?? ''}`),
    );
    expect(names.filter((name) => !name.startsWith('Security: '))).toEqual(own);
    const inSecurity = jobsOf(fileAt('.github/workflows/security.yml', files)).flatMap(([, { steps = [] }]) => steps);
    expect(names.filter((name) => name.startsWith('Security: '))).toHaveLength(inSecurity.length);
  });

  it('follow the workflow: what it gains is run, or named as skipped', () => {
    const gain = (step: string) =>
      parsed(pullRequest.path, pullRequest.text.replace('- name: Lint\n', `- ${step}\n      - name: Lint\n`));
    expect(scripts(gain('run: npm run format')).slice(0, 2)).toEqual(['npm run format', 'npm run lint']);
    expect(skipped(gain('uses: someone/action@v1'))).toContain(
      'Build and test: someone/action@v1: only GitHub runs the action someone/action@v1',
    );
    expect(skipped(gain('{ name: Maybe, run: ls, if: github.actor }'))).toContain(
      'Build and test: Maybe: only GitHub knows whether github.actor',
    );
  });
});

describe('npm run ci', () => {
  /** A repository whose pipeline has these steps. */
  async function run(...steps: string[]) {
    const root = mkdtempSync(join(tmpdir(), 'fairway-ci-'));
    try {
      mkdirSync(join(root, '.github', 'workflows'), { recursive: true });
      const text = `jobs: { one: { name: One, steps: [${steps.join(', ')}] } }`;
      writeFileSync(join(root, '.github/workflows/pull-request.yml'), text);
      const context = contextIn(root);
      return { result: await ci.run({}, context), told: context.told.map((line) => line.trim()) };
    } finally {
      rmSync(root, { recursive: true });
    }
  }

  it('tells of each step how it ended, and of each that is skipped why', async () => {
    const { result, told } = await run(
      '{ name: Check out, uses: actions/checkout@v1 }',
      '{ name: Add, run: test "$ONE" = 1, env: { ONE: "1" } }',
      '{ name: Pipe, run: "false | true" }',
    );
    expect(result).toEqual({ passed: 2, failed: null, onlyOnGitHub: 1 });
    expect(ci.exitCode?.(result)).toBe(0);
    expect(told.map((line) => line.replace(/ \(\d.*\)$/, ''))).toEqual([
      '– One: Check out is skipped: the files are those of this folder',
      '● One: Add',
      '✓ One: Add',
      '● One: Pipe',
      '✓ One: Pipe',
    ]);
  });

  it.each([
    ['that fails', '{ name: Broken, run: "false\\nexit 0" }'],
    [
      'in whose pipe a program fails, in a shell that the step names',
      '{ name: Broken, shell: bash, run: "false | true" }',
    ],
  ])('stops after a step %s', async (_, broken) => {
    const { result, told } = await run(broken, '{ name: Later, run: "true" }');
    expect(result).toEqual({ passed: 0, failed: 'One: Broken', onlyOnGitHub: 0 });
    expect(ci.exitCode?.(result)).toBe(1);
    expect(told.join('\n')).toContain('✗ One: Broken failed');
    expect(told.join('\n')).not.toContain('Later');
  });
});
