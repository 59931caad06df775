import type { ProblemDetails, PublicClient } from '@fairway/contracts';
import type { DatabaseName } from './databases.js';
import type { SqlSession } from './journey.js';
import type { ServiceName } from './services.js';
import type { LocalServer } from './stand-ins.js';

/** The business that runs on the platform, as far as the tools need to know it. The workspace `domain/` declares it. */
export interface Domain {
  readonly entity: Entity;
  /** Creates one and waits until everything that follows has happened; returns its id. `up` shows its journey. */
  sample(platform: LivePlatform, token: string): Promise<string>;
  /** The steps of `smoke` after those of the accounts. */
  smoke(platform: LivePlatform, run: SmokeRun): Promise<void>;
  readonly load: Load;
  readonly commands: readonly DomainCommand[];
}

/** What the platform processes: `journey` follows one, `bench` creates many. Its topics have the key `<name> id`. */
export interface Entity {
  readonly name: string;
  readonly plural: string;
  /** With its article, for sentences. */
  readonly withArticle: string;
  /** The service that owns it and exports `ownPart` from `src/journey.ts`. */
  readonly service: ServiceName;
  /** Name of its id in log lines, JSON and usage texts. */
  readonly idName: `${string}Id`;
  /** How a user finds an id. */
  readonly idHint: string;
}

/** The public API, through a client that refuses every answer that its OpenAPI document lacks. */
export interface DocumentedApi {
  readonly client: PublicClient;
  /** @throws when the answer to `what` is a problem */
  dataOf<Data>(what: string, answer: Answer<Data>): Data;
}

/** An answer of the typed client. */
export interface Answer<Data> {
  readonly data?: Data;
  readonly error?: Pick<ProblemDetails, 'code' | 'detail' | 'errors'>;
  readonly response: Response;
}

/** A platform that runs on this machine. */
export interface LivePlatform {
  readonly api: DocumentedApi;
  standInUrl(name: LocalServer): string;
  /** An error that is shown to users as it is, with a hint how to continue. */
  failure(message: string, hint: string): Error;
  /**
   * Polls until there is an answer.
   * @throws when the platform has used `limitMs` of processor time without one
   */
  until<T>(what: string, limitMs: number, ask: () => Promise<T | undefined | false>): Promise<T>;
  /** The JSON answer to a GET. */
  getJson(url: string): Promise<unknown>;
}

export interface SmokeRun {
  /** Access token of an account of this run. */
  readonly token: string;
  /** Undefined when the run stands outside: it has no administrator's account then, and no way to the stand-ins. */
  readonly adminToken: string | undefined;
  /** Runs the work, and prints its name and its result as text. The first step that throws ends the run. */
  step<T>(name: string, work: () => Promise<readonly [T, string]>): Promise<T>;
  /** Reports the id of the entity that the run has created. */
  made(id: string): void;
}

/** What `bench` sends, and how it counts the results. */
export interface Load {
  readonly path: string;
  /** JSON, in ASCII. */
  readonly body: string;
  /** Additional headers of one request, beside those for its body and account. */
  headers(): Readonly<Record<string, string>>;
  /** Number of entities that have been processed since the platform started. */
  processed(metricsOf: (service: ServiceName) => Promise<string>): Promise<number>;
  /** What has become of all of them, as the public API tells an administrator. It outlives a kill of the services. */
  outcome(getJson: (path: string) => Promise<unknown>): Promise<LoadOutcome>;
}

export interface LoadOutcome {
  readonly processed: number;
  /** How often the effects of one have happened: each should have them once. */
  readonly effects: number;
}

/** A command beside those that every platform has. */
export interface DomainCommand {
  readonly group: string;
  readonly groupDescription: string;
  readonly name: string;
  readonly description: string;
  readonly explanation: string;
  readonly options: readonly CommandOption[];
  /** Loaded only when the command runs. */
  load(): Promise<CommandWork>;
}

export interface CommandOption {
  readonly flags: string;
  readonly description: string;
  /** A duration arrives in milliseconds. */
  readonly kind: 'duration' | 'count' | 'flag';
  /** As a user would write it. */
  readonly default?: string;
}

export interface CommandWork {
  /** @param options by name in camelCase */
  run(options: Readonly<Record<string, number | boolean | undefined>>, tools: CommandTools): Promise<object>;
  /** @param data the result of `run` */
  render(data: object, style: { green(text: string): string }): string;
}

export interface CommandTools {
  /** Runs `work` in a transaction, as the role that owns the database. */
  inTransaction<Result>(database: DatabaseName, work: (transaction: SqlSession) => Promise<Result>): Promise<Result>;
  /** The exports of a service's `src/<file>.ts`: only a service knows its tables. */
  serviceModule<Exports extends object>(service: ServiceName, file: string): Promise<Partial<Exports>>;
  /** Records who starts to change what; returns a function that records the outcome. */
  audit(facts: object): (outcome: object) => void;
}
