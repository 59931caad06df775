import type { Command, StreamingCommand } from '../command-line/context.js';
import type { Invocation } from '../command-line/run-command.js';

type Named<Input> = Pick<Invocation<Input>, 'name' | 'input'> & { readonly json?: boolean | undefined };

/** What all commands have in common. */
type Host = Pick<Invocation<unknown>, 'root' | 'npmPid' | 'ignoredVariables'>;

/** Runs a command. Its code is loaded only now, so that `--help` and usage errors answer without it. */
export class Runner {
  readonly #host: Host;
  readonly #onExit: (code: number) => void;

  constructor(host: Host, onExit: (code: number) => void) {
    this.#host = host;
    this.#onExit = onExit;
  }

  async once<Input, Result>(
    { name, input, json = false }: Named<Input>,
    load: () => Promise<Command<Input, Result>>,
  ): Promise<void> {
    const [{ runCommand }, command] = await Promise.all([import('../command-line/run-command.js'), load()]);
    this.#onExit(await runCommand(command, { name, input, json, ...this.#host }));
  }

  async stream<Input, Item>(
    { name, input, json = false }: Named<Input>,
    load: () => Promise<StreamingCommand<Input, Item>>,
  ): Promise<void> {
    const [{ runStreamingCommand }, command] = await Promise.all([import('../command-line/run-command.js'), load()]);
    this.#onExit(await runStreamingCommand(command, { name, input, json, ...this.#host }));
  }
}
