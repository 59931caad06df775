import type { IJob } from 'kubernetes-models/batch/v1';
import type { IEnvFromSource, IEnvVar, IServiceAccount } from 'kubernetes-models/v1';
import { databaseUrlVariableOf } from '../database/service-databases.js';
import { databaseBootstrap, type JobName, programOf } from '../image/image-names.js';
import { type RenderedCatalog, servicesOf } from './declared.js';
import { heading, type RenderedManifest } from './files.js';
import { labelsOf, reach } from './labels.js';
import { type Manifest, yamlOf } from './manifest.js';
import { containerRules, podReasons, podRules } from './workload.js';

/** The jobs that prepare databases and topics before the services of a release start. */
export function renderPreparation(catalog: RenderedCatalog): RenderedManifest[] {
  const manifests: Record<string, Manifest> = {
    'in-cluster-postgres/database-bootstrap': databasesInCluster(catalog),
    'rds/service-account': databaseAccount(),
    'rds/database-bootstrap': databasesOnAws(),
    'in-cluster-kafka/kafka-topics': kafkaTopics(),
  };
  return Object.entries(manifests).map(([file, manifest]) => ({
    path: `deploy/kubernetes/components/${file}.yaml`,
    content: heading + yamlOf(manifest),
  }));
}

function databaseAccount(): Manifest<IServiceAccount> {
  return {
    resource: {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: databaseBootstrap, labels: labelsOf(databaseBootstrap) },
    },
    reasons: { 'metadata.name': 'The role in AWS trusts this name in this namespace.' },
  };
}

/** The Secrets of the services exist; the roles get the passwords that are in them. */
function databasesInCluster(catalog: RenderedCatalog): Manifest<IJob> {
  return job(databaseBootstrap, reach.database, {
    envFrom: [{ secretRef: { name: 'database-administrator' } }],
    env: [
      { name: 'DATABASE_SERVER', value: 'postgres:5432' },
      ...servicesOf(catalog)
        .filter(({ database }) => database !== null)
        .map(({ name }) => ({
          name: databaseUrlVariableOf(name),
          valueFrom: { secretKeyRef: { name, key: 'DATABASE_URL' } },
        })),
    ],
  });
}

/** Where the server and its administrator are, the ConfigMap says; it writes the services' secrets to Secrets Manager. */
function databasesOnAws(): Manifest<IJob> {
  return job(databaseBootstrap, reach.database, {
    serviceAccountName: databaseBootstrap,
    envFrom: [{ configMapRef: { name: databaseBootstrap } }],
  });
}

function kafkaTopics(): Manifest<IJob> {
  return job('kafka-topics', reach.kafka, { envFrom: [{ configMapRef: { name: 'kafka' } }] });
}

function job(
  name: JobName,
  reached: string,
  { serviceAccountName, ...settings }: { serviceAccountName?: string; envFrom: IEnvFromSource[]; env?: IEnvVar[] },
): Manifest<IJob> {
  const pod = 'spec.template.spec';
  return {
    resource: {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name, labels: { ...labelsOf(name), [reached]: 'true' } },
      spec: {
        backoffLimit: 5,
        activeDeadlineSeconds: 600,
        ttlSecondsAfterFinished: 86_400,
        template: {
          metadata: { labels: { ...labelsOf(name), [reached]: 'true' } },
          spec: {
            ...(serviceAccountName === undefined ? {} : { serviceAccountName }),
            ...podRules(),
            restartPolicy: 'Never',
            containers: [
              {
                name,
                image: name,
                args: [programOf(name)],
                ...settings,
                resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '256Mi' } },
                ...containerRules(),
              },
            ],
          },
        },
      },
    },
    reasons: {
      'spec.backoffLimit': 'It changes only what differs, so a retry continues.',
      'spec.activeDeadlineSeconds': 'A release does not wait longer for its servers.',
      'spec.ttlSecondsAfterFinished': 'Keeps its log for a day.',
      [`${pod}.restartPolicy`]: 'Each try is a pod of its own, so the logs of failed tries remain.',
      ...podReasons(pod),
    },
  };
}
