import { defaultInstanceName, inInstance } from './in-instance.js';
import type { Command, Context, StreamingCommand } from './context.js';
import { jsonDocument, renderError } from './error-text.js';
import { exitCodeOf, exitCodes } from './exit-codes.js';
import { asFairwayError } from './as-fairway-error.js';
import { watchForStop, type Stop } from './signals.js';
import { styleFor } from './style.js';

export interface Invocation<Input> {
  readonly name: string;
  readonly input: Input;
  readonly json: boolean;
  readonly root: string;
  readonly npmPid: number | undefined;
  readonly ignoredVariables: readonly string[];
}

/** Runs a command, prints its result and returns the exit code. */
export async function runCommand<Input, Result>(
  command: Command<Input, Result>,
  invocation: Invocation<Input>,
): Promise<number> {
  const startedAtMs = performance.now();
  return await guarded(command, invocation, startedAtMs, async (context) => {
    const result = await command.run(invocation.input, context);
    const exitCode = command.exitCode?.(result) ?? exitCodes.ok;
    print(
      invocation.json
        ? jsonDocument(invocation.name, startedAtMs, { data: result, ok: exitCode === exitCodes.ok })
        : inInstance(instanceOf(invocation), command.render(result, styleFor(process.stdout))),
    );
    return exitCode;
  });
}

export async function runStreamingCommand<Input, Item>(
  command: StreamingCommand<Input, Item>,
  invocation: Invocation<Input>,
): Promise<number> {
  const style = styleFor(process.stdout);
  return await guarded(command, invocation, performance.now(), async (context) => {
    const render = command.renderer(invocation.input, context);
    for await (const item of command.stream(invocation.input, context)) {
      print(invocation.json ? JSON.stringify(item) : render(item, style));
    }
    return exitCodes.ok;
  });
}

async function guarded<Input>(
  { stopsItself = false }: { stopsItself?: boolean },
  invocation: Invocation<Input>,
  startedAtMs: number,
  run: (context: Context) => Promise<number>,
): Promise<number> {
  const { name, json, root, npmPid, ignoredVariables } = invocation;
  const style = styleFor(process.stderr);
  const stop = watchForStop(npmPid);
  const progress = (line: string) => void process.stderr.write(`${inInstance(instanceOf(invocation), line)}\n`);
  try {
    const outcome = run({ root, env: process.env, ignoredVariables, progress, style, ...stop });
    return await (stopsItself ? outcome : Promise.race([outcome, interruption(stop)]));
  } catch (thrown) {
    const error = asFairwayError(thrown);
    if (json) print(inInstance(instanceOf(invocation), jsonDocument(name, startedAtMs, error)));
    progress(renderError(error, style));
    return exitCodeOf[error.code];
  }
}

/** Of a command that has no such option, the default one. */
function instanceOf({ input }: Invocation<unknown>): string {
  return (input as { readonly instance?: string }).instance ?? defaultInstanceName;
}

function interruption({ stopping }: Stop): Promise<number> {
  return new Promise((resolve) => stopping.addEventListener('abort', () => resolve(exitCodes.interrupted)));
}

function print(text: string | undefined): void {
  if (text !== undefined && text !== '') process.stdout.write(`${text}\n`);
}
