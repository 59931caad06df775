import { runProgram } from '@fairway/infra';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changed } from '../pipeline-steps.js';
import { fileAt, files } from '../workflow-files.js';
import { programFolder, readByPrograms, remoteActions, standInFor } from './stand-ins.js';

export interface Scenario {
  readonly workflow: string;
  readonly event: string;
  /** What GitHub says of the event. */
  readonly payload?: object;
  readonly variables?: Readonly<Record<string, string>>;
  /** The line that a program prints, or an output of an action, by a part of what the journal says of it. */
  readonly answers?: readonly (readonly [part: string, answer: string])[];
  /** The part of a line in the journal: what it tells of fails. */
  readonly fails?: string;
  /** Another text in a workflow or an action. */
  readonly planted?: readonly [file: string, right: string, wrong: string];
}

export interface WorkflowRun {
  readonly passed: boolean;
  /** What each job did that ran, by its id: once, or once for each combination of its matrix. */
  readonly jobs: Readonly<Record<string, readonly (readonly string[])[]>>;
  readonly results: Readonly<Record<string, 'success' | 'failure'>>;
  /** The ids of jobs, in the order in which they wrote to the log. */
  readonly sequence: readonly string[];
  /** What steps and act printed. */
  readonly log: string;
}

/** The token of a job, in the journal. */
export const token = '(token)';
export const repository = 'fork/platform';

// A run takes seconds.
const actLimitMs = 600_000;

/** A line of the journal. */
interface Entry {
  readonly job: string;
  /** Differs between the combinations of a matrix. */
  readonly folder: string;
  readonly did: string;
}

/** A line of act's log. */
interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly error?: string;
  readonly raw_output?: boolean;
  readonly jobID?: string;
  readonly jobResult?: 'success' | 'failure';
}

/**
 * Runs a workflow of the repository with act, which evaluates its expressions and conditions and runs its scripts and our
 * actions. In the place of remote actions, of programs and of `./fairway` are stand-ins that write a journal.
 * Act knows no permissions, approvals of environments, groups of concurrency, timeouts and machines, and ends with a
 * called workflow that fails.
 * @param act its path
 */
export async function runWorkflow(act: string, scenario: Scenario): Promise<WorkflowRun> {
  const folder = mkdtempSync(join(tmpdir(), 'fairway-act-'));
  const at = (name: string) => join(folder, name);
  try {
    writeFileSync(at('event.json'), JSON.stringify(scenario.payload ?? {}));
    writeFileSync(at('answers'), (scenario.answers ?? []).map(([part, answer]) => `${part}\t${answer}\n`).join(''));
    writeFileSync(at('journal'), '');
    copyRepository(at('clone'), scenario);
    mkdirSync(at('tmp'));
    const { exitCode, stdout } = await runProgram(act, argumentsOf(scenario, at), {
      cwd: at('clone'),
      env: {
        PATH: programFolder(at('bin')),
        HOME: folder,
        TMPDIR: at('tmp'),
        // What the stand-ins need to know.
        READ_BY_PROGRAMS: readByPrograms.join(' '),
        JOURNAL: at('journal'),
        CLONE: at('clone'),
        ARTIFACTS: at('artifacts'),
        ANSWERS: at('answers'),
        FAILS: scenario.fails ?? '',
      },
      limitMs: actLimitMs,
    });
    return { passed: exitCode === 0, ...reported(stdout, readFileSync(at('journal'), 'utf8')) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function argumentsOf({ workflow, event, variables = {} }: Scenario, at: (name: string) => string): string[] {
  const runners = files.flatMap(({ text }) => [...text.matchAll(/ubuntu-[\w.-]+/g)].map(([name]) => name));
  const repeated = {
    '--var': Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    '--platform': [...new Set(runners)].map((name) => `${name}=-self-hosted`),
    '--local-repository': remoteActions(at('actions')).map(([use, path]) => `https://github.com/${use}=${path}`),
  };
  return [
    event,
    `--workflows=.github/workflows/${workflow}`,
    `--eventpath=${at('event.json')}`,
    `--action-cache-path=${at('cache')}`,
    '--no-cache-server',
    // A stand-in copies the files, so that a job without a checkout has none.
    '--no-skip-checkout',
    '--json',
    `--env=GITHUB_REPOSITORY=${repository}`,
    `--secret=GITHUB_TOKEN=${token}`,
    ...Object.entries(repeated).flatMap(([option, values]) => values.map((value) => `${option}=${value}`)),
  ];
}

/** What workflows read of the repository, and stand-ins for what they run of it. */
function copyRepository(clone: string, { planted }: Scenario): void {
  for (const path of ['.github', 'infra/terraform/environments/common.tfvars'])
    cpSync(path, join(clone, path), { recursive: true });
  standInFor('./fairway', join(clone, 'fairway'));
  standInFor('go-programs', join(clone, 'tools/go-programs/go-programs'));
  standInFor('gitleaks', join(clone, 'programs/gitleaks'));
  if (planted === undefined) return;
  const [file, right, wrong] = planted;
  writeFileSync(join(clone, file), changed(fileAt(file), right, wrong).text);
}

function reported(output: string, journal: string): Omit<WorkflowRun, 'passed'> {
  const lines = output.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as LogLine] : []));
  const entries = journal.trimEnd().split('\n').map(entryOf);
  const ended = lines.flatMap(({ jobID, jobResult }) =>
    jobID === undefined || jobResult === undefined ? [] : [[jobID, jobResult] as const],
  );
  const failed = new Set(ended.flatMap(([id, result]) => (result === 'failure' ? [id] : [])));
  const runs = Map.groupBy(entries, ({ folder }) => folder);
  const ofJob = (id: string) => [...runs.values()].filter(([first]) => first?.job === id);
  return {
    jobs: Object.fromEntries(ended.map(([id]) => [id, ofJob(id).map((run) => run.map(({ did }) => did))])),
    results: Object.fromEntries(ended.map(([id]) => [id, failed.has(id) ? 'failure' : 'success'])),
    sequence: lines.flatMap(({ jobID }) => jobID ?? []),
    log: lines
      // The copy is no repository of Git, and needs not be.
      .filter(({ level, raw_output: printed, error }) => (printed === true || level === 'error') && error === undefined)
      .map(({ jobID = 'act', msg }) => `${jobID}: ${msg.trimEnd()}`)
      .join('\n'),
  };
}

function entryOf(line: string): Entry {
  const [job = '', folder = '', text = ''] = line.split('\u001E');
  // Variables have no order.
  const [did, ...inputs] = text.replaceAll(folder, '$RUNNER_TEMP').split('\t');
  return { job, folder, did: lasting([did, ...inputs.map((input) => input.trim()).toSorted()].join(' ')) };
}

/** Without versions, which Renovate raises, and what differs between machines. */
const lasting = (did: string) =>
  did
    .replaceAll(/=v?\d+(?:\.\d+)+/g, '=VERSION')
    .replaceAll(/\bprograms-\w+-\w+-/g, 'programs-MACHINE-')
    .replaceAll(/\b[0-9a-f]{64}\b/g, 'CHECKSUM');
