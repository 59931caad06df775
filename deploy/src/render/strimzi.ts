import { allTopics, environments, topicConfig } from '@fairway/catalog';
import { type RenderedCatalog, servicesOf } from './declared.js';
import { heading, kustomization, type RenderedManifest } from './files.js';
import { yamlOf } from './manifest.js';
import { lagAutoscaler } from './scaling.js';

const component = 'deploy/kubernetes/components/strimzi';

/** The topics of a Kafka that Strimzi runs, and the component with which an overlay uses it. */
export function renderStrimzi(catalog: RenderedCatalog): RenderedManifest[] {
  const triggers = lagTriggers(catalog);
  return [
    { path: 'deploy/kubernetes/addons/strimzi/after/topics.yaml', content: heading + topics(catalog).join('---\n') },
    kustomization(component, 'Component', {
      resources: ['network-policy.yaml'],
      configMapGenerator: [{ name: 'kafka', literals: ['KAFKA_BROKERS=kafka-kafka-bootstrap.kafka:9092'] }],
      patches: [
        { path: 'no-authentication.yaml' },
        ...triggers.map(({ service, file }) => ({ target: { kind: 'ScaledObject', name: service }, path: file })),
      ],
    }),
    ...triggers.map(({ file, patch }) => ({
      path: `${component}/${file}`,
      content: heading + yamlOf({ resource: patch }),
    })),
  ];
}

function topics(catalog: RenderedCatalog): string[] {
  // Production runs MSK.
  const { kafka } = environments.dev;
  return allTopics(catalog.topics).map((topic) =>
    yamlOf({
      resource: {
        apiVersion: 'kafka.strimzi.io/v1',
        kind: 'KafkaTopic',
        metadata: { name: topic.name, namespace: 'kafka', labels: { 'strimzi.io/cluster': 'kafka' } },
        spec: {
          partitions: topic.partitions,
          replicas: kafka.replicationFactor,
          config: topicConfig(topic, kafka),
        },
      },
    }),
  );
}

const onlyOnMsk = new Set(['tls', 'sasl', 'saslTokenProvider', 'awsRegion']);

/** For each consumer that KEDA scales: its triggers without TLS and IAM, which MSK asks for. */
function lagTriggers(catalog: RenderedCatalog) {
  return servicesOf(catalog).flatMap((service) => {
    const { scaleOn } = service.deployment;
    if (!('waitingRecords' in scaleOn)) return [];
    const { triggers = [] } = lagAutoscaler(service, scaleOn.waitingRecords, catalog).resource.spec ?? {};
    const value = triggers.map(({ type, metadata }) => ({
      type,
      metadata: Object.fromEntries(Object.entries(metadata).filter(([key]) => !onlyOnMsk.has(key))),
    }));
    return [
      {
        service: service.name,
        file: `${service.name}.yaml`,
        patch: [{ op: 'replace', path: '/spec/triggers', value }],
      },
    ];
  });
}
