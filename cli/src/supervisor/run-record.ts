import type { Instance } from '../instance/instance.js';
import {
  identityOf,
  writeState,
  type PlatformState,
  type ProcessIdentity,
  type ProcessPhase,
  type ProcessState,
} from '../instance/state.js';

export interface Change {
  readonly pid?: number | null;
  readonly note?: string;
  readonly restarted?: boolean;
}

/** The current state of the run: written to the instance's state file and reported at each change. */
export class RunRecord {
  readonly #instance: Instance;
  readonly #onChange: (state: ProcessState) => void;
  #state: PlatformState;

  constructor(instance: Instance, initial: PlatformState, onChange: (state: ProcessState) => void) {
    this.#instance = instance;
    this.#state = initial;
    this.#onChange = onChange;
    writeState(instance, initial);
  }

  get state(): PlatformState {
    return this.#state;
  }

  setPlatformPhase(phase: PlatformState['phase']): void {
    const readyAt = phase === 'ready' ? new Date().toISOString() : this.#state.readyAt;
    this.#write({ ...this.#state, phase, readyAt });
  }

  setPhase(name: string, phase: ProcessPhase, { pid, note, restarted = false }: Change = {}): void {
    const known = this.#state.processes.find((process) => process.name === name);
    if (known === undefined) throw new Error(`${name} is not a process of this run`);
    const changed: ProcessState = {
      name,
      phase,
      process: pid === undefined ? known.process : identity(pid),
      port: known.port,
      restarts: known.restarts + (restarted ? 1 : 0),
      since: new Date().toISOString(),
      ...(note === undefined ? {} : { note }),
    };
    this.#write({
      ...this.#state,
      processes: this.#state.processes.map((process) => (process.name === name ? changed : process)),
    });
    if (changed.phase !== known.phase || changed.note !== known.note) this.#onChange(changed);
  }

  #write(state: PlatformState): void {
    this.#state = state;
    writeState(this.#instance, state);
  }
}

function identity(pid: number | null): ProcessIdentity | null {
  return pid === null ? null : identityOf(pid);
}
