import { runProgram, TerraformError } from '@fairway/infra';
import type { Context } from '../../command-line/context.js';
import type { DoctorRow } from '../doctor-row.js';

export interface AwsCheck {
  readonly id: string;
  readonly group: DoctorRow['group'];
  /** What is asked, for the row of a check that could not be made. */
  readonly asks: string;
  /** Arguments of `aws`: only ever such that read. */
  readonly args: readonly string[];
  /** Where the service answers, when it is not the region of the stacks. */
  readonly region?: string;
  /** @param answer in JSON; an empty object where AWS answers nothing */
  readonly judge: (answer: never) => Pick<DoctorRow, 'status' | 'message' | 'fix'>;
  /** What an error of AWS means, when it is an answer: `NoSuchEntity` says that something is not there. */
  readonly judgeError?: (error: string) => Pick<DoctorRow, 'status' | 'message' | 'fix'> | undefined;
}

/** Asks by the AWS CLI of the user, as whoever is logged in. */
export class AwsCli {
  readonly #context: Context;
  readonly #region: string;

  constructor(context: Context, region: string) {
    this.#context = context;
    this.#region = region;
  }

  /** One row; of a question that AWS does not answer, a skipped one with AWS's reason. */
  async row({ id, group, asks, args, region = this.#region, judge, judgeError }: AwsCheck): Promise<DoctorRow> {
    const row = { id, group };
    const { exitCode, stdout, stderr } = await this.#ask(args, region);
    if (exitCode === 0) return { ...row, ...judge(JSON.parse(stdout.trim() || '{}') as never) };
    const judged = judgeError?.(stderr);
    if (judged !== undefined) return { ...row, ...judged };
    return { ...row, status: 'skip', message: `${asks}: not checked, since AWS answers: ${oneLine(stderr)}`, fix: `aws ${args.join(' ')}` };
  }

  async #ask(args: readonly string[], region: string): Promise<{ exitCode: number; stdout: string; stderr: string }> {
    const { root, env } = this.#context;
    try {
      const options = ['--region', region, '--output', 'json', '--cli-connect-timeout', '10', '--cli-read-timeout', '30'];
      return await runProgram('aws', [...args, ...options], { cwd: root, env: { ...env, AWS_PAGER: '' } });
    } catch (error) {
      if (error instanceof TerraformError) return { exitCode: 1, stdout: '', stderr: error.problem };
      throw error;
    }
  }
}

/** AWS writes an empty line first, and the reason at the end. */
const oneLine = (text: string) => text.trim().split('\n').at(-1)?.slice(0, 300) ?? 'nothing';

export const pass = (message: string) => ({ status: 'pass', message, fix: '' }) as const;
export const warn = (message: string, fix: string) => ({ status: 'warn', message, fix }) as const;
export const fail = (message: string, fix: string) => ({ status: 'fail', message, fix }) as const;
