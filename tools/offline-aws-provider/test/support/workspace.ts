import { execFile } from 'node:child_process';
import { cp, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Outcome {
  exitCode: number;
  output: string;
}

/** A problem as `terraform validate -json` reports it. */
export interface Diagnostic {
  summary: string;
  detail: string;
  range?: { start: { line: number } };
  /** `context` names the surrounding block, such as `resource "aws_vpc" "this"`. */
  snippet?: { context: string | null };
}

/** A root module in its own folder, with terraform and the offline provider. */
export class Workspace {
  readonly #folder: string;
  readonly #environment: NodeJS.ProcessEnv;

  private constructor(folder: string, environment: NodeJS.ProcessEnv) {
    this.#folder = folder;
    this.#environment = environment;
  }

  /** Initialised below `parent` with `source`: a folder to copy, or the text of main.tf. */
  static async create(
    parent: string,
    source: { folder: string } | string,
    environment: NodeJS.ProcessEnv,
  ): Promise<Workspace> {
    const folder = await mkdtemp(join(parent, 'root-'));
    if (typeof source === 'string') await writeFile(join(folder, 'main.tf'), source);
    else await cp(source.folder, folder, { recursive: true });
    const workspace = new Workspace(folder, environment);
    const { exitCode, output } = await workspace.terraform('init');
    if (exitCode !== 0) throw new Error(`terraform init failed:\n${output}`);
    return workspace;
  }

  terraform(command: string, ...options: string[]): Promise<Outcome> {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const environment = { ...process.env, TF_IN_AUTOMATION: '1', ...this.#environment };
    const settings = { cwd: this.#folder, env: environment, maxBuffer: 64e6 };
    const child = execFile('terraform', [command, '-no-color', ...options], settings, (error, stdout, stderr) => {
      resolve({ exitCode: child.exitCode ?? 1, output: error === null ? stdout : `${stdout}${stderr}` });
    });
    return promise;
  }

  apply(...options: string[]): Promise<Outcome> {
    return this.terraform('apply', '-auto-approve', ...options);
  }

  /** 0 when nothing would change, 2 when something would. */
  async planExitCode(...options: string[]): Promise<number> {
    const { exitCode } = await this.terraform('plan', '-detailed-exitcode', ...options);
    return exitCode;
  }

  async diagnostics(): Promise<Diagnostic[]> {
    const { output } = await this.terraform('validate', '-json');
    return (JSON.parse(output) as { diagnostics: Diagnostic[] }).diagnostics;
  }

  async outputs(): Promise<Record<string, { value: unknown }>> {
    const { output } = await this.terraform('output', '-json');
    return JSON.parse(output) as Record<string, { value: unknown }>;
  }
}
