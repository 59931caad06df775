import type { PublicClient } from '@fairway/contracts';
import type { DatabaseName } from './databases.js';
import type { SqlSession } from './journey.js';
import type { ServiceName } from './services.js';
import type { LocalServer } from './stand-ins.js';

/** The business that runs on the platform, as far as the tools must know it. The workspace `domain/` declares it. */
export interface Domain {
  readonly entity: Entity;
  /** Has one made and waits until all that comes of it has happened; returns its id. `up` shows its journey. */
  sample(platform: LivePlatform, token: string): Promise<string>;
  /** The steps of `smoke` that come after the accounts'. */
  smoke(platform: LivePlatform, run: SmokeRun): Promise<void>;
  readonly load: Load;
  readonly commands: readonly DomainCommand[];
}

/** What the platform is there for: `journey` follows one, `bench` makes many. Its topics have the key `<name> id`. */
export interface Entity {
  readonly name: string;
  readonly plural: string;
  /** As in `make a booking`. */
  readonly withArticle: string;
  /** Owns it, and exports `ownPart` from `src/journey.ts`. */
  readonly service: ServiceName;
  /** Of its id in log lines, in JSON and in usage texts. */
  readonly idName: `${string}Id`;
  /** How a person comes by an id. */
  readonly idHint: string;
}

/** The public API, by a client that refuses every answer that its OpenAPI document does not have. */
export interface DocumentedApi {
  readonly client: PublicClient;
  /** @throws when the answer to `what` is a problem */
  dataOf<Data>(what: string, answer: Answer<Data>): Data;
}

/** An answer of the typed client. */
export interface Answer<Data> {
  readonly data?: Data;
  readonly error?: { readonly code: string; readonly detail?: string };
  readonly response: Response;
}

/** A platform that runs on this machine. */
export interface LivePlatform {
  readonly api: DocumentedApi;
  standInUrl(name: LocalServer): string;
  /** An error that people are shown as it is, with how to go on. */
  failure(message: string, hint: string): Error;
  /** Asks again until there is an answer. @throws when the platform has had `limitMs` of processor time without one */
  until<T>(what: string, limitMs: number, ask: () => Promise<T | undefined | false>): Promise<T>;
  /** The JSON that a GET answers. */
  getJson(url: string): Promise<unknown>;
}

export interface SmokeRun {
  /** Access token of an account of the run's own. */
  readonly token: string;
  readonly adminToken: string;
  /** Does the work, and shows its name and what it answers as text. The first step that throws ends the run. */
  step<T>(name: string, work: () => Promise<readonly [T, string]>): Promise<T>;
  /** Tells the id of what the run has made. */
  made(id: string): void;
}

/** What `bench` sends, and how it knows what has become of it. */
export interface Load {
  readonly path: string;
  /** JSON, in ASCII. */
  readonly body: string;
  /** Of one request, beside those for its body and its account. */
  headers(): Readonly<Record<string, string>>;
  /** How many have come through since the platform started. */
  processed(metricsOf: (service: ServiceName) => Promise<string>): Promise<number>;
}

/** A command beside those that every platform has. */
export interface DomainCommand {
  readonly group: string;
  readonly groupDescription: string;
  readonly name: string;
  readonly description: string;
  readonly explanation: string;
  readonly options: readonly CommandOption[];
  /** Loaded only when it runs. */
  load(): Promise<CommandWork>;
}

export interface CommandOption {
  readonly flags: string;
  readonly description: string;
  /** A duration arrives in milliseconds. */
  readonly kind: 'duration' | 'count' | 'flag';
  /** As a person would write it. */
  readonly default?: string;
}

export interface CommandWork {
  /** @param options by name in camelCase */
  run(options: Readonly<Record<string, number | boolean | undefined>>, tools: CommandTools): Promise<object>;
  /** @param data what `run` returned */
  render(data: object, style: { green(text: string): string }): string;
}

export interface CommandTools {
  /** Runs `work` in a transaction, as the role that owns the database. */
  inTransaction<Result>(database: DatabaseName, work: (transaction: SqlSession) => Promise<Result>): Promise<Result>;
  /** What a service's `src/<file>.ts` exports: a service alone knows its tables. */
  serviceModule<Exports extends object>(service: ServiceName, file: string): Promise<Partial<Exports>>;
  /** Writes down for later who starts to change what; returns how to write down how it ended. */
  audit(facts: object): (outcome: object) => void;
}
