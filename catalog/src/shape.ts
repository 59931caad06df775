import type {
  Bucket,
  Catalog,
  Database,
  Deployment,
  Objectives,
  ProcessObjective,
  Promptness,
  ReplicaRange,
  Secret,
  Service,
  SettingValue,
  Topic,
} from './model.js';

type Shape<Entry> = { readonly [Field in keyof Entry]-?: (value: unknown) => boolean };

const isText = (value: unknown) => typeof value === 'string' && value !== '';
const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText);
const isCount = (value: unknown) => Number.isInteger(value) && (value as number) > 0;
const isRecord = (value: unknown, isValue: (value: unknown) => boolean) =>
  typeof value === 'object' && value !== null && Object.values(value).every(isValue);

function isSettingValue(value: unknown): boolean {
  const { localServer, path } = Object(value) as Partial<Extract<SettingValue, object>>;
  return typeof value === 'number' || isText(value) || (isText(localServer) && typeof path === 'string');
}

function isBucket(value: unknown): boolean {
  const { purpose, readers, expirationDays } = Object(value) as Partial<Bucket>;
  return isText(purpose) && isTexts(readers) && (expirationDays === null || isCount(expirationDays));
}

function isDeployment(value: unknown): boolean {
  const { capacity, cpuMillis, memoryMb, scaleOn, replicas } = Object(value) as Partial<Deployment>;
  return (
    ['on-demand', 'spot'].includes(capacity as string) &&
    isCount(cpuMillis) &&
    isCount(memoryMb) &&
    isScale(scaleOn) &&
    isRecord(replicas, isRange)
  );
}

function isScale(value: unknown): boolean {
  const [[signal, target] = [], ...more] = Object.entries(Object(value) as object);
  return ['cpuPercent', 'waitingRecords'].includes(signal as string) && isCount(target) && more.length === 0;
}

function isRange(value: unknown): boolean {
  const { min, max } = Object(value) as Partial<ReplicaRange>;
  return isCount(min) && isCount(max);
}

function isObjectives(value: unknown): boolean {
  const { availability, latency, freshness, processes } = Object(value) as Partial<Objectives>;
  return (
    isShare(availability?.percent) &&
    isPromptness(latency) &&
    (freshness === null || isPromptness(freshness)) &&
    isRecord(processes, isProcess)
  );
}

// 100 percent leaves no error budget to burn.
const isShare = (value: unknown) => typeof value === 'number' && value >= 50 && value < 100;

function isPromptness(value: unknown): boolean {
  const { percent, withinSeconds } = Object(value) as Partial<Promptness>;
  return isShare(percent) && typeof withinSeconds === 'number' && withinSeconds > 0;
}

function isProcess(value: unknown): boolean {
  const { description, histogram } = Object(value) as Partial<ProcessObjective>;
  return isText(description) && isText(histogram) && isPromptness(value);
}

const serviceShape: Shape<Service> = {
  description: isText,
  kind: (value) => ['edge', 'http', 'worker'].includes(value as string),
  portOffset: (value) => Number.isInteger(value),
  calls: isTexts,
  produces: isTexts,
  consumes: isTexts,
  database: (value) => value === null || isText(value),
  settings: (value) => isRecord(value, (values) => isRecord(values, isSettingValue)),
  secrets: isTexts,
  buckets: (value) => isRecord(value, isBucket),
  heapMb: (value) => isCount(value) && (value as number) >= 256,
  deployment: isDeployment,
  objectives: isObjectives,
};

const topicShape: Shape<Topic> = {
  partitions: isCount,
  retentionMs: isCount,
  key: isText,
  events: (value) => Array.isArray(value),
  dlq: (value) => isCount((value as Topic['dlq'] | undefined)?.retentionMs),
};

const databaseShape: Shape<Database> = { role: isText };
const secretShape: Shape<Pick<Secret, 'generate'>> = {
  generate: (value) => ['text', 'ed25519-key'].includes(value as string),
};

/**
 * Lists missing and mistyped fields: the build strips the types, so otherwise only the code that reads them would fail.
 */
export function shapeProblems({ services, topics, databases, secrets }: Catalog): string[] {
  return [
    ...problemsOf('services.ts', services, serviceShape),
    ...problemsOf('topics.ts', topics, topicShape),
    ...problemsOf('databases.ts', databases, databaseShape),
    ...problemsOf('secrets.ts', secrets, secretShape),
  ];
}

function problemsOf<Entry extends object>(
  file: string,
  entries: Readonly<Record<string, Entry>>,
  shape: Shape<Entry>,
): string[] {
  const fields = Object.keys(shape) as (keyof Entry & string)[];
  return Object.entries(entries).flatMap(([name, entry]) =>
    fields
      .filter((field) => !shape[field](entry[field]))
      .map((field) => `${name} in ${file} has no valid "${field}"; model.ts says what it is`),
  );
}
