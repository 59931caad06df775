import { createInterface } from 'node:readline/promises';

/** What the user typed to confirm: as the option gives it, or at the terminal; undefined without either. */
export async function typedConfirmation(environment: string, given: string | undefined): Promise<string | undefined> {
  if (given !== undefined || !process.stdin.isTTY) return given;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`This changes ${environment}. Type its name to go on: `);
  terminal.close();
  return answer.trim();
}
