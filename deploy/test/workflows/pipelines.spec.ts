import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { changed, does, outOfOrder } from './pipeline-steps.js';
import { doneBy, fileAt, jobsOf, needsOf, parsed, type Step, type WorkflowFile } from './workflow-files.js';

const pullRequest = fileAt('.github/workflows/pull-request.yml');
const security = fileAt('.github/workflows/security.yml');
const build = fileAt('.github/workflows/build.yml');

describe('the pipeline of pull requests', () => {
  // The specification's "Build & Test Pipeline (PR)", steps 1 to 6.
  const order = [
    /^actions\/checkout@/,
    /^actions\/setup-node@/,
    /^npm ci$/,
    /^npm run lint$/,
    /^\.\/fairway test unit$/,
    /^npm run build$/,
  ];
  const jobOf = (file: WorkflowFile) => file.content.jobs?.['build-and-test'] ?? {};

  it('checks out, sets up Node.js, installs, lints, runs unit tests and builds, in this order', () => {
    expect(outOfOrder(doneBy(jobOf(pullRequest)), order)).toBeUndefined();
    const swapped = changed(pullRequest, 'npm run lint', 'npm run build');
    expect(outOfOrder(doneBy(jobOf(swapped)), order)).toBe('^npm run lint$');
    const withoutInstallation = changed(pullRequest, 'uses: ./.github/actions/setup', 'run: npm install');
    expect(outOfOrder(doneBy(jobOf(withoutInstallation)), order)).toBe(String.raw`^actions\/setup-node@`);
  });

  // Step 7.
  it('then scans dependencies, code, secrets, images and infrastructure', () => {
    const scans = (file: WorkflowFile) => jobsOf(file).flatMap(([, job]) => doneBy(job).map(does));
    for (const scan of ['dependency-review-action@', 'codeql-action/analyze@', 'gitleaks" git', './fairway image scan'])
      expect(scans(security)).toContainEqual(expect.stringContaining(scan));
    expect(scans(pullRequest)).toContain('./fairway test infra --since origin/main');
    expect(pullRequest.content.jobs?.['security']?.uses).toBe(`./${security.path}`);
  });

  const atOnce = (file: WorkflowFile) =>
    jobsOf(file)
      .filter(([id, job]) => id !== 'build-and-test' && !needsOf(job).includes('build-and-test'))
      .map(([id]) => id);
  const longTests = ['integration', 'end-to-end', 'infrastructure'];

  it('runs long tests beside the build, and everything else after it has passed', () => {
    expect(atOnce(pullRequest)).toEqual(longTests);
    expect(atOnce(changed(pullRequest, 'name: Security\n    needs: build-and-test', 'name: Security'))).toEqual([
      ...longTests,
      'security',
    ]);
  });

  /** Jobs that select tests in a clone without the commit that they compare with. */
  const shallow = (file: WorkflowFile) =>
    jobsOf(file)
      .filter(([, job]) => doneBy(job).some((step) => does(step).includes('--since')))
      .filter(([, job]) => doneBy(job).every((step) => step.with?.['fetch-depth'] !== 0))
      .map(([id]) => id);

  it('has the commits of main where it selects tests', () => {
    expect(shallow(pullRequest)).toEqual([]);
    expect(shallow(changed(pullRequest, '          fetch-depth: 0 # to where the branch left main\n', ''))).toEqual([
      'integration',
    ]);
  });

  const ruleset = JSON.parse(readFileSync('.github/rulesets/main.json', 'utf8')) as {
    rules: { type: string; parameters?: { required_status_checks?: { context: string }[] } }[];
  };
  const required = ruleset.rules.flatMap(({ parameters }) => parameters?.required_status_checks ?? []);
  /** Jobs that may fail without stopping a merge. */
  const unguarded = (file: WorkflowFile) => {
    const { passed, ...others } = file.content.jobs ?? {};
    if (passed?.if !== 'always()' || required.every(({ context }) => context !== passed.name))
      return Object.keys(others);
    return Object.keys(others).filter((id) => !needsOf(passed).includes(id));
  };

  it('stops a merge when any of its jobs has not passed', () => {
    expect(required).toHaveLength(1);
    expect(unguarded(pullRequest)).toEqual([]);
    expect(unguarded(changed(pullRequest, 'infrastructure, security]', 'infrastructure]'))).toEqual(['security']);
    // A check that is skipped counts as passed, and one of another name is never asked for.
    expect(unguarded(changed(pullRequest, '    if: always()\n', ''))).toContain('security');
    expect(unguarded(changed(pullRequest, 'name: Passed', 'name: All'))).toContain('security');
  });
});

describe('the pipeline of main', () => {
  // The specification's "Docker Build & Push Pipeline (Main)", steps 1 to 6. One command builds, tags and pushes: what it does
  // with its options is proven in build-images.spec.ts.
  const order = [
    /^actions\/checkout@/,
    /^aws-actions\/amazon-ecr-login@/,
    /^\.\/fairway image build (?=.*--aws)(?=.*--push "\$REGISTRY")(?=.*--latest)/,
    /"\$GRYPE" "\$source"/,
    /^\.\/fairway image scan /,
    /^\.\/fairway image sign /,
  ];
  const stepsInOrder = ({ content }: WorkflowFile): readonly Step[] =>
    ['push', 'sign'].flatMap((id) => doneBy(content.jobs?.[id] ?? {}));

  it('checks out, logs in, builds, tags, pushes, scans and signs, in this order', () => {
    expect(outOfOrder(stepsInOrder(build), order)).toBeUndefined();
  });

  it.each([
    // The job that signs logs in later.
    ['Log in to ECR', 'aws-actions/amazon-ecr-login@', 'docker/login-action@', order[2]],
    ['Build', './fairway image build', './fairway image sign', order[2]],
    ['Tag with latest', ' --latest', '', order[2]],
    ['Push', ' --push "$REGISTRY"', '', order[2]],
    ['Scan', 'uses: ./.github/actions/scan-images', 'run: npm ci', order[3]],
    ['Sign', './fairway image sign', './fairway image scan', order[5]],
  ])('without the step "%s" it is refused', (_, right, wrong, missing) => {
    expect(outOfOrder(stepsInOrder(changed(build, right, wrong)), order)).toBe(missing?.source);
  });

  it('without its checkout it is refused', () => {
    const withoutCheckout = parsed(build.path, build.text.replaceAll('actions/checkout@', 'actions/cache@'));
    expect(outOfOrder(stepsInOrder(withoutCheckout), order)).toBe(order[0]?.source);
  });

  /** Jobs that do not wait for the one before them. */
  const early = (file: WorkflowFile) =>
    jobsOf(file)
      .filter(([, job], index, jobs) => index > 0 && !needsOf(job).includes(jobs[index - 1]?.[0] ?? ''))
      .map(([id]) => id);

  it('signs nothing before all images are pushed, and deploys nothing before all are signed', () => {
    expect(jobsOf(build).map(([id]) => id)).toEqual(['push', 'sign', 'deploy-dev']);
    expect(early(build)).toEqual([]);
    expect(early(changed(build, '    needs: push\n', ''))).toEqual(['sign']);
    expect(early(changed(build, '    needs: sign\n', '    needs: push\n'))).toEqual(['deploy-dev']);
  });

  it('signs with the cosign of tests', () => {
    const [installed] = fileAt('./.github/actions/setup-cosign').content.runs?.steps ?? [];
    const table = readFileSync('tools/go-programs/go-programs', 'utf8');
    expect(table).toMatch(new RegExp(`^cosign +\\S+ +${String(installed?.with?.['cosign-release'])} `, 'm'));
  });

  const builtFor = (file: WorkflowFile) => /image build .*--platform linux\/(\w+)/.exec(file.text)?.[1];
  const nodes = ['dev', 'production'].map((environment) => {
    const set = readFileSync(`infra/terraform/environments/${environment}/cluster.tfvars`, 'utf8');
    const variables = readFileSync('infra/terraform/stacks/cluster/variables.tf', 'utf8');
    const [, standard] = /variable "node_architecture" \{[^}]*default += "(\w+)"/.exec(variables) ?? [];
    return /^node_architecture\s*=\s*"(\w+)"/m.exec(set)?.[1] ?? standard;
  });

  it('builds for the processors of the nodes of every environment, on such a one', () => {
    const architecture = builtFor(build) === 'amd64' ? 'x86_64' : builtFor(build);
    expect(nodes).toEqual([architecture, architecture]);
    const runners = ['push', 'sign'].map((id) => build.content.jobs?.[id]?.['runs-on']?.endsWith('-arm') === true);
    expect(runners).toEqual(runners.map(() => architecture === 'arm64'));
    expect(nodes).not.toContain(builtFor(changed(build, 'linux/arm64', 'linux/amd64')));
  });

  /** A run that is cancelled between two pushes leaves a commit with half of its images, whose tags cannot be pushed again. */
  it('finishes what it has begun, and runs only for main', () => {
    expect(build.text).toContain('cancel-in-progress: false');
    expect(build.content.on).toEqual({ push: { branches: ['main'] }, workflow_dispatch: null });
  });
});
