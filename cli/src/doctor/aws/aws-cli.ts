import { runProgram, type Outcome } from '@fairway/infra';
import type { z } from 'zod';
import type { Context } from '../../command-line/context.js';
import type { DoctorRow } from '../doctor-row.js';

export type Judgement = Pick<DoctorRow, 'status' | 'message' | 'fix'>;

interface Question {
  readonly id: string;
  readonly group: DoctorRow['group'];
  /** What is being asked, for the row of a check that could not be made. */
  readonly asks: string;
  /** Arguments of `aws`: read-only commands only. */
  readonly args: readonly string[];
  /** The region to ask, if it is not the region of the stacks. */
  readonly region?: string;
  /** Interprets an error of AWS that is an answer: `NoSuchEntity` means that something does not exist. */
  readonly judgeError?: (error: string) => Judgement | undefined;
}

export interface AwsCheck extends Question {
  /**
   * @param said the JSON answer; undefined when AWS answers nothing
   * @throws when this does not answer the question
   */
  readonly judge: (said: unknown) => Judgement;
}

/** A question with the schema of its answer; anything else is not judged. */
export function awsCheck<Answer>(
  check: Question & { readonly answer: z.ZodType<Answer>; readonly judge: (answer: Answer) => Judgement },
): AwsCheck {
  const { answer, judge, ...question } = check;
  return { ...question, judge: (said) => judge(answer.parse(said)) };
}

/** Asks AWS through the user's AWS CLI, with the user's login. */
export class AwsCli {
  readonly #context: Context;
  readonly #region: string;
  readonly #limitMs: number;

  /** @param limitMs per question; generous, because thirty run at once and the AWS CLI retries by itself */
  constructor(context: Context, region: string, limitMs = 180_000) {
    this.#context = context;
    this.#region = region;
    this.#limitMs = limitMs;
  }

  /**
   * Makes one row. A question that gets no answer, or an answer in an unknown form, becomes a skipped row with the
   * reason.
   */
  async row({ id, group, asks, args, region = this.#region, judge, judgeError }: AwsCheck): Promise<DoctorRow> {
    const command = [...args, '--region', region];
    const skipped = (reason: string): DoctorRow => ({
      id,
      group,
      status: 'skip',
      message: `${asks}: not checked, ${reason}`,
      fix: `aws ${command.join(' ')}`,
    });
    try {
      const { exitCode, stdout, stderr } = await this.#ask(command);
      if (exitCode === 0) return { id, group, ...understood(stdout, judge) };
      const reason = lastLine(stderr) || `nothing, with the exit code ${exitCode}`;
      return { id, group, ...(judgeError?.(reason) ?? skipped(`because AWS answers: ${reason}`)) };
    } catch (error) {
      return skipped(error instanceof Error ? lastLine(error.message) : String(error));
    }
  }

  async #ask(command: readonly string[]): Promise<Outcome> {
    const { root, env } = this.#context;
    const options = ['--output', 'json', '--cli-connect-timeout', '10', '--cli-read-timeout', '30'];
    return await runProgram('aws', [...command, ...options], {
      cwd: root,
      env: { ...env, AWS_PAGER: '' },
      limitMs: this.#limitMs,
    });
  }
}

/** @throws Error with the text that came instead of an answer */
function understood(stdout: string, judge: AwsCheck['judge']): Judgement {
  const said = stdout.trim();
  try {
    return judge(said === '' ? undefined : JSON.parse(said));
  } catch {
    throw new Error(
      `because the answer of AWS is not understood: ${said === '' ? 'nothing' : said.replaceAll(/\s+/g, ' ').slice(0, 100)}`,
    );
  }
}

/** The AWS CLI prints an empty line first and the reason last. */
const lastLine = (text: string) => text.trim().split('\n').at(-1)?.slice(0, 300) ?? '';

export const pass = (message: string) => ({ status: 'pass', message, fix: '' }) as const;
export const warn = (message: string, fix: string) => ({ status: 'warn', message, fix }) as const;
export const fail = (message: string, fix: string) => ({ status: 'fail', message, fix }) as const;
