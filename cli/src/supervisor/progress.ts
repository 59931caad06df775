import { serviceNames } from '@fairway/catalog';
import { formatDuration } from '../command-line/duration.js';
import type { Style } from '../command-line/style.js';
import type { ProcessPhase, ProcessState } from '../instance/state.js';

const quietMs = 5_000;
const nameWidth = Math.max(...serviceNames.map((name) => `${name}-migration`.length));

/** Prints how start and stop proceed: one line per change, and a sign of life while nothing changes. */
export class Progress {
  readonly #print: (line: string) => void;
  readonly #style: Style;
  readonly #startedAtMs = performance.now();
  readonly #busy = new Map<string, ProcessState>();
  readonly #toldWaiting = new Set<string>();
  #lastLineAtMs = performance.now();
  #waitReports: NodeJS.Timeout | undefined;

  constructor(print: (line: string) => void, style: Style) {
    this.#print = print;
    this.#style = style;
  }

  changed(state: ProcessState): void {
    const { name, phase } = state;
    if (phase === 'starting' || phase === 'stopping') this.#busy.set(name, state);
    else this.#busy.delete(name);
    // The list of what a step waits for shrinks as other steps report, so it is printed only once.
    const told = phase === 'waiting' && (this.#toldWaiting.has(name) || name.endsWith('-migration'));
    this.#toldWaiting.add(name);
    if (told || phase === 'stopping') return;
    this.#say(name, this.#describe(state));
  }

  /** Lists what is in progress after five seconds without output. */
  startWaitReports(): void {
    this.#waitReports ??= setInterval(() => {
      if (performance.now() - this.#lastLineAtMs < quietMs || this.#busy.size === 0) return;
      const busy = [...this.#busy.values()].map(({ name, phase, since }) => {
        return `${name} (${phase} for ${formatDuration(Date.now() - Date.parse(since))})`;
      });
      this.#say('…', `still waiting for ${busy.join(', ')}`);
    }, 1_000).unref();
  }

  stopWaitReports(): void {
    clearInterval(this.#waitReports);
    this.#waitReports = undefined;
  }

  #say(name: string, text: string): void {
    this.#lastLineAtMs = performance.now();
    const elapsed = `${((this.#lastLineAtMs - this.#startedAtMs) / 1_000).toFixed(1)} s`;
    this.#print(`${this.#style.dim(elapsed.padStart(8))}  ${name.padEnd(nameWidth)} ${text}`);
  }

  #describe({ phase, note, port }: ProcessState): string {
    const marks: Record<ProcessPhase, string> = {
      waiting: this.#style.dim(`waiting for ${note ?? ''}`),
      starting: note ?? 'starting',
      ready: `${this.#style.green('✓')} ready${port === null ? '' : ` on 127.0.0.1:${port}`}${note === undefined ? '' : `, ${note}`}`,
      done: `${this.#style.green('✓')} done ${note ?? ''}`,
      restarting: this.#style.red(`✗ ${note ?? 'crashed'}`),
      stopping: 'stopping',
      stopped: 'stopped',
      failed: this.#style.red(`✗ failed${note === undefined ? '' : `: ${note}`}`),
    };
    return marks[phase];
  }
}
