interface Call<Input, Output> {
  readonly input: Input;
  readonly resolve: (output: Output) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets concurrent calls share one statement: while `runningMax` batches are on their way, further calls gather into
 * the next one. Under load that saves most of the cost of a write (round trip, planning, commit); alone, a call waits
 * for nobody.
 */
export class GroupCommit<Input, Output> {
  readonly #run: (inputs: readonly Input[]) => Promise<readonly Output[]>;
  readonly #waiting: Call<Input, Output>[] = [];
  readonly #sizeMax: number;
  readonly #runningMax: number;
  #running = 0;

  /** `run` gives one output for each input, in order, and does all or nothing. */
  constructor(
    run: (inputs: readonly Input[]) => Promise<readonly Output[]>,
    { sizeMax, runningMax }: { sizeMax: number; runningMax: number },
  ) {
    this.#run = run;
    this.#sizeMax = sizeMax;
    this.#runningMax = runningMax;
  }

  call(input: Input): Promise<Output> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ input, resolve, reject });
      // Not at once: the requests of the same turn of the event loop join.
      setImmediate(() => this.#startBatches());
    });
  }

  #startBatches(): void {
    while (this.#running < this.#runningMax && this.#waiting.length > 0) {
      this.#running += 1;
      void this.#settle(this.#waiting.splice(0, this.#sizeMax)).finally(() => {
        this.#running -= 1;
        this.#startBatches();
      });
    }
  }

  async #settle(batch: readonly Call<Input, Output>[]): Promise<void> {
    try {
      const outputs = await this.#run(batch.map(({ input }) => input));
      for (const [index, { resolve }] of batch.entries()) resolve(outputs[index] as Output);
    } catch (error) {
      if (batch.length === 1) {
        batch[0]?.reject(error);
        return;
      }
      // One bad call must not fail its neighbours: alone, each gets its own answer.
      for (const call of batch) await this.#settle([call]);
    }
  }
}
