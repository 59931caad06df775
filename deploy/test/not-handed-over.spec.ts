import { serviceNames } from '@fairway/catalog';
import { expect, it } from 'vitest';
import { notHandedOver } from '../src/hand-over/not-handed-over.js';
import { handOverOf } from './support/hand-over.js';

const handOver = handOverOf('dev');
const { data, cluster } = handOver;
const kafka = data['kafka'] as { topics: string[] };
const secrets = data['secrets'] as Record<string, Record<string, string>>;

it('nothing is missing when every stack was applied with this catalogue', () => {
  expect(notHandedOver('.', handOver)).toEqual([]);
});

it('names each topic, secret and role that is not there yet', () => {
  const [topic, ...topics] = kafka.topics;
  const { DATABASE_URL: _, ...others } = secrets['auth-service'] ?? {};
  const early = {
    data: { ...data, kafka: { ...kafka, topics }, secrets: { ...secrets, 'auth-service': others } },
    cluster: { ...cluster, service_role_arns: {} },
  };
  expect(notHandedOver('.', early)).toEqual([
    `topic ${topic}`,
    'secret of auth-service: DATABASE_URL',
    ...serviceNames.map((name) => `role of ${name}`),
  ]);
});

it('a stack that was applied before it handed over topics hands over none', () => {
  const { topics, ...older } = kafka;
  expect(notHandedOver('.', { cluster, data: { ...data, kafka: older } })).toEqual(
    topics.map((name) => `topic ${name}`),
  );
});

it('with Strimzi, the deployment itself makes the topics', () => {
  expect(notHandedOver('.', { cluster, data: { ...data, kafka: { ...kafka, topics: null } } })).toEqual([]);
});
