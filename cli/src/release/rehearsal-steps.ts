import { FairwayError } from '@fairway/errors';
import { asFairwayError } from '../command-line/as-fairway-error.js';
import type { Context } from '../command-line/context.js';
import { formatDuration } from '../command-line/duration.js';

export interface RehearsedStep {
  readonly name: string;
  readonly durationMs: number;
  /** What came of it. */
  readonly detail: string;
}

/** Steps that are shown while they run, and how long each took. */
export class RehearsalSteps {
  readonly done: RehearsedStep[] = [];
  readonly #context: Pick<Context, 'progress' | 'style'>;

  constructor(context: Pick<Context, 'progress' | 'style'>) {
    this.#context = context;
  }

  /** @returns the result of the work. @throws what the work throws */
  async take<T>(name: string, work: () => Promise<readonly [result: T, detail: string]>): Promise<T> {
    const { progress, style } = this.#context;
    progress(style.bold(`— ${name}`));
    const startedAtMs = performance.now();
    const lastedMs = () => Math.round(performance.now() - startedAtMs);
    try {
      const [result, detail] = await work();
      this.done.push({ name, durationMs: lastedMs(), detail });
      progress(`${style.green('✓')} ${name}, ${formatDuration(lastedMs())}`);
      return result;
    } catch (error) {
      progress(`${style.red('✗')} ${name}, ${formatDuration(lastedMs())}: ${asFairwayError(error).message}`);
      throw error;
    }
  }

  /** A step that must fail in a known way. @throws FairwayError when it does not */
  async takeFailing(name: string, code: FairwayError['code'], work: () => Promise<unknown>): Promise<void> {
    await this.take(name, async () => {
      try {
        await work();
      } catch (error) {
        if (error instanceof FairwayError && error.code === code) return [undefined, error.message];
        throw error;
      }
      throw new FairwayError('failed', `"${name}" succeeded, and it must not.`, {
        hint: 'A check of releases does not work; report it.',
      });
    });
  }
}
