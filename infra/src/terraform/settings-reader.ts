import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { runProgram } from './program.js';

/** Terraform's message about a setting. */
export interface SettingsFault {
  readonly severity: 'error' | 'warning';
  /** The path from the repository's root; null for a message without a place. */
  readonly at: { readonly file: string; readonly line: number } | null;
  /** What is wrong, and what to do if one of our validations reports it. */
  readonly problem: string;
}

export interface ReadSettings {
  /** Undefined when something is wrong. */
  readonly value: unknown;
  readonly faults: readonly SettingsFault[];
}

interface SettingsQuestion {
  /**
   * The stack whose `variables.tf` and `settings.tf` define the settings; or variables in HCL, for a file that does not
   * belong to a stack.
   */
  readonly of: { readonly stack: string } | { readonly variables: string };
  /** Files with values, below `infra/terraform`. */
  readonly files: readonly string[];
  /** The wanted value, as an expression in HCL. */
  readonly expression: string;
}

/**
 * Reads settings with Terraform itself, which parses, converts and validates them and computes what follows from them.
 * Needs no provider, state or network, because it omits resources, data and modules.
 */
export class SettingsReader implements Disposable {
  readonly #root: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #folder = mkdtempSync(join(tmpdir(), 'fairway-settings-'));
  #questions = 0;

  constructor(root: string, env: NodeJS.ProcessEnv) {
    this.#root = root;
    const inherited = Object.entries(env).filter(([name]) => !name.startsWith('TF_'));
    this.#env = { ...Object.fromEntries(inherited), TF_IN_AUTOMATION: '1', TF_INPUT: '0', CHECKPOINT_DISABLE: '1' };
    this.#copy('generated/catalog.json', join(this.#folder, 'generated'));
  }

  /** @throws FairwayError when Terraform is missing or does not answer */
  async read({ of, files, expression }: SettingsQuestion): Promise<ReadSettings> {
    // Like a stack, two folders below the generated catalogue.
    const cwd = join(this.#folder, 'stacks', String(this.#questions++));
    if ('stack' in of)
      for (const file of ['variables.tf', 'settings.tf']) this.#copy(join('stacks', of.stack, file), cwd);
    else write(join(cwd, 'variables.tf'), of.variables);
    write(join(cwd, 'asked.tf'), `${handover}output "asked" {\n  value = ${expression}\n}\n`);
    const varFiles = files.map((file) => `-var-file=${this.#path(file)}`);
    const plan = await this.#terraform(['plan', '-json', '-lock=false', '-out=plan.out', ...varFiles], cwd);
    const faults = plan.stdout.split('\n').flatMap((line) => this.#faultIn(line, cwd));
    if (plan.exitCode !== 0) {
      const said = (plan.stderr || plan.stdout).trim().slice(0, 1000);
      return {
        value: undefined,
        faults: faults.length > 0 ? faults : [{ severity: 'error', at: null, problem: `Terraform fails: ${said}` }],
      };
    }
    const shown = await this.#terraform(['show', '-json', 'plan.out'], cwd);
    const { planned_values: planned } = JSON.parse(shown.stdout) as {
      planned_values: { outputs: { asked: { value: unknown } } };
    };
    return { value: planned.outputs.asked.value, faults };
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #terraform(args: readonly string[], cwd: string) {
    return runProgram('terraform', args, { cwd, env: this.#env, limitMs: 120_000 });
  }

  /** The errors in one line of Terraform's log. */
  #faultIn(line: string, cwd: string): SettingsFault[] {
    if (!line.startsWith('{')) return [];
    const { diagnostic } = JSON.parse(line) as { diagnostic?: Diagnostic };
    if (diagnostic === undefined) return [];
    const { severity, summary, detail, range } = diagnostic;
    // Later paragraphs say how to silence a warning, or which line of variables.tf has the rule.
    const [said = ''] = detail.split('\n\n');
    const file = range && relative(this.#root, resolve(cwd, range.filename));
    const at =
      range === undefined || file === undefined || file.startsWith('..') ? null : { file, line: range.start.line };
    const problem = (
      said.startsWith(summary) || summary === 'Invalid value for variable' ? said : `${summary}. ${said}`
    ).replaceAll(`${this.#root}/`, '');
    return [{ severity, at, problem: problem.replaceAll(/\s+/g, ' ').trim() }];
  }

  #path(file: string): string {
    return join(this.#root, 'infra', 'terraform', file);
  }

  #copy(file: string, folder: string): void {
    if (!existsSync(this.#path(file))) return;
    mkdirSync(folder, { recursive: true });
    copyFileSync(this.#path(file), join(folder, file.slice(file.lastIndexOf('/') + 1)));
  }
}

interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail: string;
  readonly range?: { readonly filename: string; readonly start: { readonly line: number } };
}

/**
 * The hand-over of other stacks is unknown before they are applied, so Terraform skips validations that depend on it.
 */
const handover =
  'resource "terraform_data" "unknown" {}\nlocals {\n  network = jsondecode(terraform_data.unknown.id)\n}\n';

function write(path: string, text: string): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
}
