import { type Command, CommanderError } from 'commander';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitCodes } from './command-line/exit-codes.js';
import { removeIgnoredVariables } from './command-line/ignored-variables.js';
import { buildProgram, commandAt } from './program/program.js';
import { Runner } from './program/runner.js';

const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

// Set by the entry script under npm. Deleted here, because children of this process must not watch npm.
const npmPid = process.env.FAIRWAY_NPM_PID === undefined ? undefined : Number(process.env.FAIRWAY_NPM_PID);
delete process.env.FAIRWAY_NPM_PID;
const ignoredVariables = removeIgnoredVariables(process.env);

// `fairway logs | head` closes the pipe when it has enough; that is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.ok);
  throw error;
});

async function main(args: readonly string[]): Promise<number> {
  const startedAtMs = performance.now();
  let exitCode: number = exitCodes.ok;
  const program = buildProgram(new Runner({ root, npmPid, ignoredVariables }, (code) => (exitCode = code)), version);
  if (args.length === 0) {
    program.outputHelp();
    return exitCodes.ok;
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // commander has already printed the requested help, or what is wrong with the arguments.
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return exitCodes.ok;
      if (args.includes('--json')) await printUsageDocument(program, args, startedAtMs, error);
      return exitCodes.usage;
    }
    // Commands report their own failures. An error here comes from loading a command's code or the catalogue, which the
    // build does not type-check.
    await reportUnloadable(error);
    return exitCodes.failed;
  }
}

/** Callers that asked for JSON get one document, as for every failure. */
async function printUsageDocument(
  program: Command,
  args: readonly string[],
  startedAtMs: number,
  { message }: CommanderError,
): Promise<void> {
  const [{ jsonDocument }, { FairwayError }] = await Promise.all([
    import('./command-line/error-text.js'),
    import('@fairway/errors'),
  ]);
  const { rest } = commandAt(program, args);
  const name = args.slice(0, args.length - rest.length).join(' ');
  const error = new FairwayError('usage', message.replace(/^error: /, ''), {
    hint: `See \`${`./fairway help ${name}`.trim()}\`.`,
  });
  process.stdout.write(`${jsonDocument(name, startedAtMs, error)}\n`);
}

async function reportUnloadable(thrown: unknown): Promise<void> {
  const [{ FairwayError }, { asFairwayError }, { renderError }, { styleFor }] = await Promise.all([
    import('@fairway/errors'),
    import('./command-line/as-fairway-error.js'),
    import('./command-line/error-text.js'),
    import('./command-line/style.js'),
  ]);
  const { code, message, cause } = asFairwayError(thrown);
  const error = new FairwayError(code, message, {
    cause,
    hint: 'The code does not load; `npx tsc --noEmit` lists all errors in it.',
  });
  process.stderr.write(`${renderError(error, styleFor(process.stderr))}\n`);
}

const exitCode = await main(process.argv.slice(2));
// Exits without waiting for open handles: everything that had to end has ended, and the rest must not block the shell.
if (process.stdout.writableLength === 0) process.exit(exitCode);
else process.stdout.once('drain', () => process.exit(exitCode));
