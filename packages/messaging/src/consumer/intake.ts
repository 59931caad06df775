import { waitingRecords } from '../metrics.js';

/** Counts records that are read but not finished, and stops reading while there are too many. */
export class Intake {
  readonly #waitingMax: number;
  readonly #source: { pause(): void; resume(): void };
  #waiting = 0;
  #paused = false;

  constructor(waitingMax: number, source: { pause(): void; resume(): void }) {
    this.#waitingMax = waitingMax;
    this.#source = source;
  }

  begun(): void {
    this.#add(1);
  }

  finished(count: number): void {
    this.#add(-count);
  }

  #add(count: number): void {
    this.#waiting += count;
    waitingRecords.count = this.#waiting;
    if (!this.#paused && this.#waiting >= this.#waitingMax) {
      this.#paused = true;
      this.#source.pause();
    } else if (this.#paused && this.#waiting <= this.#waitingMax / 2) {
      this.#paused = false;
      this.#source.resume();
    }
  }
}
