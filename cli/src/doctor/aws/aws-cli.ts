import { runProgram, type Outcome } from '@fairway/infra';
import type { z } from 'zod';
import type { Context } from '../../command-line/context.js';
import type { DoctorRow } from '../doctor-row.js';

export type Judgement = Pick<DoctorRow, 'status' | 'message' | 'fix'>;

interface Question {
  readonly id: string;
  readonly group: DoctorRow['group'];
  /** What is asked, for the row of a check that could not be made. */
  readonly asks: string;
  /** Arguments of `aws`: only ever such that read. */
  readonly args: readonly string[];
  /** Where the service answers, when it is not the region of the stacks. */
  readonly region?: string;
  /** What an error of AWS means, when it is an answer: `NoSuchEntity` says that something is not there. */
  readonly judgeError?: (error: string) => Judgement | undefined;
}

export interface AwsCheck extends Question {
  /**
   * @param said in JSON; undefined where AWS answers nothing
   * @throws when it is no answer to this question
   */
  readonly judge: (said: unknown) => Judgement;
}

/** A question with the form of its answer: nothing else is judged. */
export function awsCheck<Answer>(
  check: Question & { readonly answer: z.ZodType<Answer>; readonly judge: (answer: Answer) => Judgement },
): AwsCheck {
  const { answer, judge, ...question } = check;
  return { ...question, judge: (said) => judge(answer.parse(said)) };
}

/** Asks by the AWS CLI of the user, as whoever is logged in. */
export class AwsCli {
  readonly #context: Context;
  readonly #region: string;
  readonly #limitMs: number;

  /** @param limitMs of one question; generous, since thirty of them are asked at once, and AWS CLI repeats by itself what fails */
  constructor(context: Context, region: string, limitMs = 180_000) {
    this.#context = context;
    this.#region = region;
    this.#limitMs = limitMs;
  }

  /** One row; of a question that is not answered, or not in the form that is known, a skipped one with the reason. */
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
      return { id, group, ...(judgeError?.(reason) ?? skipped(`since AWS answers: ${reason}`)) };
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

/** @throws Error with what was said instead of an answer */
function understood(stdout: string, judge: AwsCheck['judge']): Judgement {
  const said = stdout.trim();
  try {
    return judge(said === '' ? undefined : JSON.parse(said));
  } catch {
    throw new Error(
      `since the answer of AWS is not understood: ${said === '' ? 'nothing' : said.replaceAll(/\s+/g, ' ').slice(0, 100)}`,
    );
  }
}

/** AWS writes an empty line first, and the reason at the end. */
const lastLine = (text: string) => text.trim().split('\n').at(-1)?.slice(0, 300) ?? '';

export const pass = (message: string) => ({ status: 'pass', message, fix: '' }) as const;
export const warn = (message: string, fix: string) => ({ status: 'warn', message, fix }) as const;
export const fail = (message: string, fix: string) => ({ status: 'fail', message, fix }) as const;
