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

// Set by the entry script under npm; taken out, because children of this process have another parent to watch.
const npmPid = process.env.FAIRWAY_NPM_PID === undefined ? undefined : Number(process.env.FAIRWAY_NPM_PID);
delete process.env.FAIRWAY_NPM_PID;
const ignoredVariables = removeIgnoredVariables(process.env);

// `fairway logs | head` closes the pipe when it has enough; that is no failure.
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
    // commander has printed the help that was asked for, or what is wrong with the arguments.
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return exitCodes.ok;
      if (args.includes('--json')) await printUsageDocument(program, args, startedAtMs, error);
      return exitCodes.usage;
    }
    // A command reports its own failures; this is its code, or the catalogue's, which the build does not type-check.
    await reportUnloadable(error);
    return exitCodes.failed;
  }
}

/** Who asked for JSON gets the one document, as of every failure. */
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
    hint: 'The code does not load; `npx tsc --noEmit` names all that is wrong with it.',
  });
  process.stderr.write(`${renderError(error, styleFor(process.stderr))}\n`);
}

const exitCode = await main(process.argv.slice(2));
// Exits rather than waits for open handles: what had to end has ended, and what is left over must not hold the shell.
if (process.stdout.writableLength === 0) process.exit(exitCode);
else process.stdout.once('drain', () => process.exit(exitCode));
