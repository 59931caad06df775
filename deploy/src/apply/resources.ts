import { parseAllDocuments } from 'yaml';
import { migrationLabel } from '../render/labels.js';

/** What a deployment needs to know of any resource. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

/** The documents of a built overlay. */
export function parseResources(yaml: string): Resource[] {
  return parseAllDocuments(yaml).flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    const resource = document.toJS() as Resource | null;
    return resource === null ? [] : [resource];
  });
}

/** The steps of a deployment, in order. Each begins when everything of the step before has succeeded. */
export interface Stages {
  /** What an administrator decides: the namespace, what it may use, and who may deploy to it. */
  readonly administration: readonly Resource[];
  /** Settings, policies, servers: nothing that changes a running service. */
  readonly foundation: readonly Resource[];
  /** Jobs that create what services need: databases, topics. */
  readonly preparation: readonly Resource[];
  readonly migrations: readonly Resource[];
  readonly services: readonly Resource[];
}

const administered = new Set(['Namespace', 'ResourceQuota', 'LimitRange', 'Role', 'RoleBinding']);
const ofServices = new Set(['Deployment', 'HorizontalPodAutoscaler', 'ScaledObject']);

export function stagesOf(resources: readonly Resource[]): Stages {
  const isMigration = ({ metadata }: Resource) => metadata.labels?.[migrationLabel.name] === migrationLabel.value;
  const jobs = resources.filter(({ kind }) => kind === 'Job');
  return {
    administration: resources.filter(({ kind }) => administered.has(kind)),
    foundation: resources.filter(({ kind }) => kind !== 'Job' && !ofServices.has(kind) && !administered.has(kind)),
    preparation: jobs.filter((job) => !isMigration(job)),
    migrations: jobs.filter(isMigration),
    services: resources.filter(({ kind }) => ofServices.has(kind)),
  };
}
