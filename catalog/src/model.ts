import type { EventDefinition } from '@fairway/contracts';

export interface Topic {
  readonly partitions: number;
  readonly retentionMs: number;
  /** The meaning of the record key; records of one key stay in order. */
  readonly key: string;
  readonly events: readonly Pick<EventDefinition, 'type'>[];
  /** Dead letters go to `<topic>.dlq`, with this retention. */
  readonly dlq: { readonly retentionMs: number };
}

/**
 * What a service refers to by name. In the catalogue these are the keys of its tables; where their origin does not
 * matter, any text.
 */
export interface Names {
  readonly service: string;
  readonly database: string;
  readonly event: string;
  readonly secret: string;
  readonly environment: string;
  /** A server of the local run: a key of `stand-ins.ts`. */
  readonly localServer: string;
}

/** A plain value, or the address of a server of the local run, whose port differs between instances. */
export type SettingValue<Known extends Names = Names> =
  | string
  | number
  | { readonly localServer: Known['localServer']; readonly path: string };

export interface Service<Known extends Names = Names> {
  readonly description: string;
  /** `edge` takes traffic from the internet, `http` only internal traffic; `worker` lives mainly from its topics. */
  readonly kind: 'edge' | 'http' | 'worker';
  /** Port of its API, as an offset to the base port; health and metrics are at +100. */
  readonly portOffset: number;
  /** Services it sends HTTP requests to. */
  readonly calls: readonly Known['service'][];
  readonly produces: readonly Known['event'][];
  /** Events it handles, in the consumer group with the service's name. */
  readonly consumes: readonly Known['event'][];
  readonly database: Known['database'] | null;
  /**
   * Environment variables with plain text: the value of each in every environment. Those that follow from the rest of
   * the entry (`variables.ts`) are not listed.
   */
  readonly settings: Readonly<Record<string, Readonly<Record<Known['environment'], SettingValue<Known>>>>>;
  /** Environment variables that hold secrets, beside its DATABASE_URL. */
  readonly secrets: readonly Known['secret'][];
  /** S3 buckets that it owns: it reads, writes and deletes their objects. On AWS only: no S3 runs elsewhere. */
  readonly buckets: Readonly<Record<string, Bucket<Known>>>;
  /**
   * Limit of V8's old space in MiB, which holds objects that outlive a request; the process ends when it needs more.
   * Measured: 50 to 60 MiB of heap when idle, 80 at saturation. The rest is for backlogs and caches. At least 256:
   * young objects may fill 192 MiB of it, and when they fill the heap V8 collects all of it each time.
   */
  readonly heapMb: number;
  /** How Kubernetes runs it. */
  readonly deployment: Deployment<Known>;
  /** What its users may rely on, over 30 days. Alerts, error budgets and dashboards follow from them. */
  readonly objectives: Objectives;
}

/** Service-level objectives: each is a share of good outcomes over 30 days, in percent; the rest is the error budget. */
export interface Objectives {
  /** Requests that are not answered with a server error. */
  readonly availability: { readonly percent: number };
  /** Requests that are answered within the time, whatever the answer. */
  readonly latency: Promptness;
  /** Events whose effects are committed within the time, counted from their publication; null if it consumes none. */
  readonly freshness: Promptness | null;
  /** Whole processes of the domain that this service sees the end of, by name. */
  readonly processes: Readonly<Record<string, ProcessObjective>>;
}

export interface Promptness {
  readonly percent: number;
  /** One of the bounds of the histogram's buckets; others cannot be measured. */
  readonly withinSeconds: number;
}

export interface ProcessObjective extends Promptness {
  /** What takes this long, for example `from a new order to a processed one`. */
  readonly description: string;
  /** Histogram of the durations, which the service exposes. */
  readonly histogram: string;
}

export interface Deployment<Known extends Names = Names> {
  /**
   * The nodes that it prefers. Spot nodes cost about a third, but AWS takes them back at two minutes' notice: use them for
   * services whose other replicas can take over at once. Run consumers on demand: each consumer that moves makes its
   * group pause and rebalance.
   */
  readonly capacity: 'on-demand' | 'spot';
  /** Requested CPU, in thousandths of a core. There is no limit, so a pod may use an idle core. */
  readonly cpuMillis: number;
  /** Requested memory and its limit, in MiB. It covers the heap and 384 MiB beside it. */
  readonly memoryMb: number;
  /** What adds replicas: the average use of the requested CPU, or the records per replica that wait in its topics. */
  readonly scaleOn: { readonly cpuPercent: number } | { readonly waitingRecords: number };
  readonly replicas: Readonly<Record<Known['environment'], ReplicaRange>>;
}

export interface ReplicaRange {
  readonly min: number;
  readonly max: number;
}

export interface Bucket<Known extends Names = Names> {
  readonly purpose: string;
  /** Other services that may read its objects. */
  readonly readers: readonly Known['service'][];
  /**
   * Age in days at which its objects are deleted; null keeps them. Replaced and deleted versions are kept for another
   * 30 days.
   */
  readonly expirationDays: number | null;
}

export interface Database {
  /** The role that owns it, the only one that may connect. */
  readonly role: string;
}

export interface Environment {
  readonly description: string;
  readonly kafka: { readonly brokers: number; readonly replicationFactor: number; readonly minInsyncReplicas: number };
}

/** How the local run generates the value of a secret, once per instance. On AWS operators set it. */
export type Secret =
  | {
      readonly generate: 'text';
      readonly bytes: number;
      readonly encoding: 'base64' | 'base64url';
      readonly prefix?: string;
    }
  /** Private, PKCS #8, PEM. */
  | { readonly generate: 'ed25519-key' };

/**
 * A program of the local run that plays a third-party server. It listens at PORT on HOST, or without HOST on 127.0.0.1,
 * and answers GET /health with 200.
 */
export interface StandIn<SecretName extends string = string> {
  readonly portOffset: number;
  /** Path of the built program from the root of the repository. */
  readonly program: string;
  /** Environment variables of the secrets that it shares with the services that call it. */
  readonly secrets: readonly SecretName[];
}

export interface Catalog {
  readonly topics: Readonly<Record<string, Topic>>;
  readonly services: Readonly<Record<string, Service>>;
  readonly databases: Readonly<Record<string, Database>>;
  readonly secrets: Readonly<Record<string, Secret>>;
  readonly environments: Readonly<Record<string, Environment>>;
  readonly standIns: Readonly<Record<string, StandIn>>;
}
