import { answerTo } from '../command-line/answer-to.js';

/** What the user typed to confirm: as the option gives it, or at the terminal; undefined without either. */
export async function typedConfirmation(
  environment: string,
  given: string | undefined,
  stopping: AbortSignal,
): Promise<string | undefined> {
  if (given !== undefined || !process.stdin.isTTY) return given;
  return await answerTo(`This changes ${environment}. Type its name to go on:`, stopping);
}
