import { allEvents } from '@fairway/contracts';
import { bucketVariables } from './buckets.js';
import { deploymentProblems } from './deployment-problems.js';
import type { Catalog, Service } from './model.js';
import { infrastructurePortOffsets, managementPortOffset, telemetryPortOffsets } from './ports.js';
import { shapeProblems } from './shape.js';
import { derivedNames } from './variables.js';

// Names of the other processes of the local run, which are listed beside the services.
const processNames = ['postgres', 'kafka', 'supervisor'];

/** Every mistake in the catalogue, each as one sentence that says where it is and how to fix it. */
export function catalogProblems(catalog: Catalog): string[] {
  const incomplete = shapeProblems(catalog);
  if (incomplete.length > 0) return incomplete;
  return [
    ...nameProblems(catalog),
    ...unknownPeers(catalog),
    ...databaseProblems(catalog),
    ...topicProblems(catalog),
    ...eventFlowProblems(catalog),
    ...variableProblems(catalog),
    ...bucketProblems(catalog),
    ...portProblems(catalog),
    ...environmentProblems(catalog),
    ...deploymentProblems(catalog),
    ...objectiveProblems(catalog),
  ];
}

function objectiveProblems({ services }: Catalog): string[] {
  return Object.entries(services).flatMap(([name, { consumes, objectives }]) => {
    if (consumes.length > 0 && objectives.freshness === null)
      return [
        `${name} consumes events but has no objective for their freshness; how old may an event be when it takes effect?`,
      ];
    if (consumes.length === 0 && objectives.freshness !== null)
      return [`${name} has an objective for the freshness of events but consumes none; set it to null`];
    return [];
  });
}

function nameProblems({ services, topics, standIns }: Catalog): string[] {
  const takenNames = new Set([...processNames, ...Object.keys(standIns)]);
  return [
    ...Object.keys(services)
      // It becomes the name of a folder, a host and a pod.
      .filter(
        (name) =>
          !/^[a-z][a-z0-9-]{0,39}$/.test(name) ||
          name.endsWith('-') ||
          name.endsWith('-migration') ||
          takenNames.has(name),
      )
      .map(
        (name) =>
          `'${name}' is not a valid service name: use lower-case letters, digits and hyphens, at most 40 characters; it must not end in -migration; ${[...takenNames].join(', ')} are reserved`,
      ),
    ...Object.keys(topics)
      .filter((name) => !/^[a-zA-Z0-9._-]{1,200}$/.test(name))
      .map(
        (name) =>
          `'${name}' is not a valid topic name: use letters, digits, dots, hyphens and underscores, at most 200 characters, which leave room for ".dlq"`,
      ),
  ];
}

function unknownPeers({ services }: Catalog): string[] {
  return Object.entries(services).flatMap(([name, service]) =>
    service.calls
      .filter((peer) => !Object.hasOwn(services, peer))
      .map((peer) => `${name} calls ${peer}, which is no service; add it to services.ts or drop the call`),
  );
}

function databaseProblems({ services, databases }: Catalog): string[] {
  const owners = new Map<string, string>();
  const databaseOf = new Map<string, string>();
  const sharedRoles = Object.entries(databases).flatMap(([database, { role }]) => {
    const other = databaseOf.get(role);
    databaseOf.set(role, database);
    return other === undefined
      ? []
      : [`the databases ${other} and ${database} share the role ${role}; give each its own`];
  });
  const ofServices = Object.entries(services).flatMap(([name, { database }]) => {
    if (database === null) return [];
    if (!Object.hasOwn(databases, database))
      return [`${name} uses the database ${database}, which databases.ts does not declare`];
    const owner = owners.get(database);
    if (owner !== undefined) return [`${name} and ${owner} share the database ${database}; give each its own`];
    owners.set(database, name);
    return [];
  });
  const unused = Object.keys(databases)
    .filter((database) => !owners.has(database))
    .map((database) => `no service uses the database ${database}; drop it in databases.ts, or name it in services.ts`);
  return [...sharedRoles, ...ofServices, ...unused];
}

function topicProblems({ topics }: Catalog): string[] {
  const topicOfEvent = new Map<string, string>();
  return Object.entries(topics).flatMap(([name, topic]) => {
    const found: string[] = [];
    if (name.endsWith('.dlq')) found.push(`topic ${name} is named like a dead-letter topic; those are made from "dlq"`);
    for (const { type } of topic.events) {
      const other = topicOfEvent.get(type);
      if (other !== undefined) found.push(`${type} is on the topics ${other} and ${name}; its order would be lost`);
      topicOfEvent.set(type, name);
    }
    return found;
  });
}

function eventFlowProblems({ services, topics }: Catalog): string[] {
  const defined = new Set<string>(allEvents.map(({ type }) => type));
  const carried = new Set<string>(Object.values(topics).flatMap((topic) => topic.events.map(({ type }) => type)));
  const produced = new Set<string>(Object.values(services).flatMap(({ produces }) => produces));
  return Object.entries(services).flatMap(([name, service]) => [
    ...[...service.produces, ...service.consumes]
      .filter((type) => !carried.has(type))
      .map((type) =>
        defined.has(type)
          ? `${name} uses the event ${type}, which no topic carries; add it to a topic in topics.ts`
          : `${name} uses the event ${type}, which packages/contracts does not define; correct its name in services.ts`,
      ),
    ...service.consumes
      .filter((type) => !produced.has(type))
      .map((type) => `${name} consumes ${type}, which no service produces; its handler would never run`),
  ]);
}

function variableProblems({ services, secrets, environments, standIns }: Catalog): string[] {
  return Object.entries(services).flatMap(([name, service]) => {
    const derived = [...derivedNames(service), ...bucketVariables(name, services)];
    return [
      ...service.secrets
        .filter((secret) => !Object.hasOwn(secrets, secret))
        .map(
          (secret) =>
            `${name} has the secret ${secret}, which secrets.ts does not declare; add it there, or correct its name in services.ts`,
        ),
      ...Object.entries(service.settings).flatMap(([variable, values]) =>
        settingProblems(variable, values, {
          environments: Object.keys(environments),
          localServers: Object.keys(standIns),
        }).map((problem) => `${name} has the setting ${variable} ${problem}`),
      ),
      ...[...Object.keys(service.settings), ...service.secrets]
        .filter((variable) => derived.includes(variable))
        .map(
          (variable) =>
            `${name} declares ${variable}, which follows from the rest of its entry; drop it in services.ts`,
        ),
    ];
  });
}

function bucketProblems({ services }: Catalog): string[] {
  // The platform's own buckets, in infra/terraform/stacks/data/buckets.tf.
  const owners = new Map(['backups', 'logs', 'alb-logs'].map((name) => [name, 'the platform']));
  return Object.entries(services).flatMap(([service, { buckets }]) =>
    Object.entries(buckets).flatMap(([name, { readers }]) => {
      const owner = owners.get(name);
      owners.set(name, service);
      return [
        // The length that S3's limit leaves, after project, environment and account.
        ...(/^[a-z][a-z0-9-]{1,22}[a-z0-9]$/.test(name)
          ? []
          : [
              `${service} owns the bucket ${name}, which cannot be its name: 3 to 24 lower-case letters, digits and hyphens`,
            ]),
        ...(owner === undefined
          ? []
          : [`${service} owns the bucket ${name}, and so does ${owner}; give it another name`]),
        ...readers
          .filter((reader) => !Object.hasOwn(services, reader) || reader === service)
          .map(
            (reader) =>
              `${service} lets ${reader} read the bucket ${name}, but ${reader} is ${reader === service ? 'its owner' : 'not a service'}; correct it in services.ts`,
          ),
      ];
    }),
  );
}

function settingProblems(
  variable: string,
  values: Service['settings'][string],
  { environments, localServers }: { environments: readonly string[]; localServers: readonly string[] },
): string[] {
  return [
    ...(/^[A-Z][A-Z0-9_]*$/.test(variable)
      ? []
      : ['which is not a valid name of an environment variable: use capital letters, digits and underscores']),
    ...environments
      .filter((environment) => !Object.hasOwn(values, environment))
      .map((environment) => `without a value in ${environment}; add one in services.ts`),
    ...Object.entries(values).flatMap(([environment, value]) => {
      if (!environments.includes(environment))
        return [`with a value in ${environment}, which environments.ts does not declare`];
      if (typeof value !== 'object') return [];
      if (environment !== 'local') return [`at a server of the local run in ${environment}; write its address there`];
      return localServers.includes(value.localServer)
        ? []
        : [`at the local server ${value.localServer}, which stand-ins.ts does not declare`];
    }),
  ];
}

function portProblems({ services, standIns }: Catalog): string[] {
  const takenBy = new Map<number, string>([
    ...Object.entries({ ...infrastructurePortOffsets, ...telemetryPortOffsets }).map(
      ([name, offset]) => [offset, name] as const,
    ),
    ...Object.entries(standIns).map(([name, { portOffset }]) => [portOffset, name] as const),
  ]);
  const claim = (offset: number, name: string) => {
    const other = takenBy.get(offset);
    takenBy.set(offset, name);
    return other === undefined
      ? []
      : [`port offset ${offset} is taken twice, by ${other} and ${name}; choose a free one`];
  };
  return Object.entries(services).flatMap(([name, { portOffset }]) => [
    ...(portOffset >= 0 && portOffset < managementPortOffset
      ? []
      : [
          `${name} has the port offset ${portOffset}; it must be from 0 to ${managementPortOffset - 1}, because health and metrics are at +${managementPortOffset}`,
        ]),
    ...claim(portOffset, name),
    ...claim(portOffset + managementPortOffset, `${name} (management)`),
  ]);
}

function environmentProblems({ environments }: Catalog): string[] {
  return Object.entries(environments).flatMap(([name, { kafka }]) => [
    ...(kafka.replicationFactor > kafka.brokers
      ? [`${name} wants ${kafka.replicationFactor} replicas on ${kafka.brokers} brokers; lower replicationFactor`]
      : []),
    ...(kafka.minInsyncReplicas > kafka.replicationFactor
      ? [
          `${name} wants ${kafka.minInsyncReplicas} in-sync of ${kafka.replicationFactor} replicas; no write could succeed`,
        ]
      : []),
  ]);
}
