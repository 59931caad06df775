export type TerraformErrorCode = 'NO_ANSWER' | 'TERRAFORM_FAILED' | 'TOOL_MISSING' | 'UNKNOWN_REVISION';

/** A failure around Terraform: `problem` says what happened and why, `fix` how to mend it. */
export class TerraformError extends Error {
  override readonly name = 'TerraformError';
  readonly code: TerraformErrorCode;
  readonly problem: string;
  readonly fix: string;

  constructor(code: TerraformErrorCode, problem: string, fix: string) {
    super(`${problem}\n${fix}`);
    this.code = code;
    this.problem = problem;
    this.fix = fix;
  }
}
