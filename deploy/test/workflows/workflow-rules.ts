import { readFileSync } from 'node:fs';
import { does } from './pipeline-steps.js';
import { fileAt, jobsOf, stepsOf, type Job, type WorkflowFile } from './workflow-files.js';

/** What a workflow, or an action of the repository, does that none may do. */
export function mistakesIn(file: WorkflowFile): string[] {
  const jobs = jobsOf(file);
  return [
    ...usesOf(file).flatMap((use) => unpinned(use, file.text)),
    ...runsOf(file).flatMap((run) => [...interpolated(run), ...unknownScripts(run)]),
    ...credentialsKept(file),
    ...(/\bsecrets(?:\.|\[|: inherit)/.test(file.text)
      ? ['it uses a stored secret; take a role by the token of the job']
      : []),
    ...(file.content.jobs === undefined ? [] : aboutTheWhole(file)),
    ...jobs.flatMap(([id, job]) =>
      [...withoutLimit(job), ...rightsOf(job), ...tokenForAll(job)].map((mistake) => `${id}: ${mistake}`),
    ),
  ];
}

function aboutTheWhole({ content }: WorkflowFile): string[] {
  const { on = {}, permissions, concurrency } = content;
  const triggers = typeof on === 'string' ? [on] : Array.isArray(on) ? (on as string[]) : Object.keys(on);
  return [
    // They run with the rights of main on what a stranger's pull request says.
    ...triggers
      .filter((trigger) => ['pull_request_target', 'workflow_run', 'issue_comment'].includes(trigger))
      .map((trigger) => `it runs on ${trigger}`),
    ...(JSON.stringify(permissions) === '{}' ? [] : ['its own permissions are not {}']),
    ...(concurrency?.group === undefined ? ['it has no concurrency group'] : []),
  ];
}

const usesOf = (file: WorkflowFile) =>
  [...jobsOf(file).map(([, { uses }]) => uses), ...stepsOf(file).map(({ uses }) => uses)].filter(
    (use) => use !== undefined,
  );

function unpinned(use: string, text: string): string[] {
  if (use.startsWith('./')) return [];
  if (!/@[0-9a-f]{40}$/.test(use)) return [`${use} is not pinned by its full SHA`];
  const lines = text.split('\n').filter((line) => line.includes(use));
  return lines.every((line) => /# v\d+\.\d+\.\d+$/.test(line)) ? [] : [`${use} has no version as its comment`];
}

const runsOf = (file: WorkflowFile) => stepsOf(file).flatMap(({ run }) => (run === undefined ? [] : [run]));

/** GitHub fills an expression in before the shell reads the script, so a title or a branch could be commands. */
const interpolated = (run: string) =>
  run.includes('${{') ? [`a script contains an expression; give it as a variable of env: ${run.trim()}`] : [];

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object };
const ownCommandsOfNpm = ['audit', 'ci'];

/** `cli/src/program/documents.spec.ts` does the same for commands of `./fairway`. */
const unknownScripts = (run: string) =>
  [...run.matchAll(/\bnpm (run )?([\w:-]+)/g)]
    .filter(([, isScript, name = '']) => !(name in scripts) && (isScript || !ownCommandsOfNpm.includes(name)))
    .map(([command]) => `there is no ${command}`);

const credentialsKept = (file: WorkflowFile) =>
  stepsOf(file)
    .filter((step) => step.uses?.startsWith('actions/checkout@') === true)
    .filter((step) => step.with?.['persist-credentials'] !== false)
    .map(() => 'a checkout leaves the token of the job in the clone; set persist-credentials: false');

function withoutLimit(job: Job): string[] {
  // A called workflow has the limits of its own jobs.
  if (job.uses !== undefined) return [];
  // An apply that is ended cannot write its state, so it has the time that AWS may need.
  const applies = job.steps?.some(({ run = '' }) => /^terraform .*\bapply\b/.test(run)) === true;
  // A release that is ended is between two versions: it has the time for its way back.
  const releases = job.steps?.some(({ run = '' }) => run.startsWith('./fairway release ')) === true;
  const limitMinutes = applies ? 230 : releases ? 110 : 60;
  return [
    ...((job['timeout-minutes'] ?? Infinity) <= limitMinutes ? [] : ['it has no timeout of an hour or less']),
    // Or, where a variable names one in the network of a cluster, that one.
    ...(/(?:^|^\$\{\{ .+ \|\| ')ubuntu-\d\d\.\d\d(?:-arm)?(?:$|' \}\}$)/.test(job['runs-on'] ?? '')
      ? []
      : ['its runner has no version']),
  ];
}

/** Packages that a step installs could read it. */
const tokenForAll = ({ env = {} }: Job) =>
  Object.values(env).some((value) => value.includes('github.token'))
    ? ['every step has its token; give it to the steps that need it']
    : [];

function rightsOf(job: Job): string[] {
  const { permissions } = job;
  if (permissions === undefined || typeof permissions === 'string') return ['it does not list its permissions'];
  const needed = neededBy(job);
  return Object.entries(permissions).flatMap(([scope, right]) =>
    right === 'none' || needed.has(`${scope}: ${right}`) ? [] : [`nothing in it needs ${scope}: ${right}`],
  );
}

/** What needs a right. A new need is entered here, with the action or command that has it. */
const needs: readonly (readonly [does: RegExp, right: string])[] = [
  [/^actions\/checkout@/, 'contents: read'],
  [/^github\/codeql-action\/analyze@/, 'security-events: write'],
  [/^\.\/\.github\/actions\/aws-login$/, 'id-token: write'],
  // The record of a release goes to a branch.
  [/^gh auth setup-git$/, 'contents: write'],
  [/^\.\/fairway infra comment .*--pull-request/, 'pull-requests: write'],
  [/^\.\/fairway (infra drift|issue) /, 'issues: write'],
];

function neededBy({ uses, steps = [] }: Job): ReadonlySet<string> {
  if (uses !== undefined) return new Set(jobsOf(fileAt(uses)).flatMap(([, job]) => [...neededBy(job)]));
  return new Set(
    steps.flatMap((step) => needs.filter(([needing]) => needing.test(does(step))).map(([, right]) => right)),
  );
}
