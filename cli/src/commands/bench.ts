import { join } from 'node:path';
import type { Command } from '../command-line/context.js';
import { runProgram } from '../command-line/run-program.js';

/** Runs the benchmark with the pinned Node. The benchmark prints its own output. */
export const bench: Command<Readonly<Record<string, number | boolean | string>>, number> = {
  stopsItself: true,
  run(input, { root, env, stopping }) {
    const args = Object.entries(input).map(([name, value]) => (value === true ? `--${name}` : `--${name}=${value}`));
    return runProgram(process.execPath, [join(root, 'bench', 'dist', 'src', 'main.js'), ...args], {
      cwd: root,
      env,
      stdout: 'inherit',
      stopping,
    });
  },
  exitCode: (exitCode) => exitCode,
  render: () => '',
};
