import { runProgram as readProgram, type Programs } from '@fairway/infra';
import type { Context } from './context.js';
import { runProgram } from './run-program.js';

/** The programs of AWS and Kubernetes, as this user runs them. */
export function programsOf({ root, env, stopping }: Context): Programs {
  const options = { cwd: root, env: { ...env, AWS_PAGER: '', AWS_DEFAULT_OUTPUT: 'json' } };
  return {
    run: ([program, ...args]) => runProgram(program, args, { ...options, stdout: 'progress', stopping }),
    read: ([program, ...args]) => readProgram(program, args, options),
  };
}
