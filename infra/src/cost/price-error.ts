/** Something in a plan has no price, or says too little to be priced: a guess would hide it. `fix` names the place to mend. */
export class PriceError extends Error {
  override readonly name = 'PriceError';
  readonly problem: string;
  readonly fix: string;

  constructor(problem: string, fix: string) {
    super(`${problem}\n${fix}`);
    this.problem = problem;
    this.fix = fix;
  }
}
