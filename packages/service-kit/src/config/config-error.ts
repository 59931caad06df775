/** A fault of one setting. */
export interface SettingProblem {
  /** Name of the environment variable. */
  readonly name: string;
  /** The fault, for example `is missing` or `"abc" is wrong: expected number`. */
  readonly problem: string;
  readonly description: string | undefined;
  readonly example: string | undefined;
}

/** Settings are missing or wrong. The message lists all of them, is ready to print and contains no secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(
    service: string,
    readonly problems: readonly SettingProblem[],
  ) {
    super(render(service, problems));
  }
}

function render(service: string, problems: readonly SettingProblem[]): string {
  const count = problems.length === 1 ? 'One setting needs' : `${problems.length} settings need`;
  const entries = problems.map(({ name, problem, description, example }) =>
    [
      `  ${name} ${problem}`,
      ...(description === undefined ? [] : [`      ${description}`]),
      ...(example === undefined ? [] : [`      for example ${name}=${example}`]),
    ].join('\n'),
  );
  return [`${service} cannot start. ${count} attention; correct the environment and start it again.`, ...entries].join(
    '\n\n',
  );
}
