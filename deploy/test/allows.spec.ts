import { expect, it } from 'vitest';
import { allows, type Direction, type Peer, type Pod, type Policy } from './support/network/allows.js';

/* The sentences of the API reference of NetworkPolicy, networking.k8s.io/v1. */

const web: Pod = { namespace: 'shop', labels: { app: 'web' }, namedPorts: { http: 8080 } };
const api: Pod = { namespace: 'shop', labels: { app: 'api' }, namedPorts: { http: 9090 } };
const foreign: Pod = { namespace: 'other', labels: { app: 'api' }, namedPorts: {} };
const outside = (address: string): Peer => ({
  address: address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0),
});

/** Whether policies with these specs allow TCP between `web` and a peer. */
function allowed(specs: Policy['spec'][], direction: Direction, peer: Peer, port = 8080): boolean {
  const policies = specs.map((spec, index): Policy => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: String(index), namespace: 'shop' },
    spec,
  }));
  return allows(policies, direction, web, peer)({ protocol: 'TCP', port });
}

const onWeb = { podSelector: { matchLabels: { app: 'web' } } };

it('a pod that no policy selects accepts and sends everything', () => {
  expect(allowed([], 'Ingress', foreign)).toBe(true);
  expect(allowed([{ podSelector: { matchLabels: { app: 'api' } } }], 'Ingress', foreign)).toBe(true);
});

it('a selected pod accepts only what a rule allows, and rules of several policies add up', () => {
  expect(allowed([onWeb], 'Ingress', api)).toBe(false);
  expect(allowed([onWeb, { ...onWeb, ingress: [{}] }], 'Ingress', api)).toBe(true);
});

it('a policy without types applies to ingress, and to egress only if it has a rule for it', () => {
  expect(allowed([onWeb], 'Egress', api)).toBe(true);
  expect(allowed([{ ...onWeb, egress: [] }], 'Egress', api)).toBe(true);
  expect(allowed([{ ...onWeb, egress: [{ to: [{ podSelector: {} }] }] }], 'Egress', foreign)).toBe(false);
  expect(allowed([{ ...onWeb, policyTypes: ['Egress'] }], 'Ingress', foreign)).toBe(true);
});

it('without a selector of namespaces a peer is in the namespace of the policy', () => {
  const from = (peer: object) => [{ ...onWeb, ingress: [{ from: [peer] }] }];
  const pods = { podSelector: { matchLabels: { app: 'api' } } };
  expect(allowed(from(pods), 'Ingress', api)).toBe(true);
  expect(allowed(from(pods), 'Ingress', foreign)).toBe(false);
  const other = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'other' } } };
  expect(allowed(from(other), 'Ingress', foreign)).toBe(true);
  expect(allowed(from(other), 'Ingress', api)).toBe(false);
  expect(allowed(from({ ...other, podSelector: { matchLabels: { app: 'web' } } }), 'Ingress', foreign)).toBe(false);
});

it('expressions of selectors must all hold', () => {
  const from = (key: string, operator: string, values?: string[]) => [
    {
      ...onWeb,
      ingress: [{ from: [{ podSelector: { matchExpressions: [{ key, operator, values: values ?? [] }] } }] }],
    },
  ];
  expect(allowed(from('app', 'In', ['api', 'web']), 'Ingress', api)).toBe(true);
  expect(allowed(from('app', 'NotIn', ['api']), 'Ingress', api)).toBe(false);
  expect(allowed(from('tier', 'NotIn', ['api']), 'Ingress', api)).toBe(true);
  expect(allowed(from('app', 'Exists'), 'Ingress', api)).toBe(true);
  expect(allowed(from('tier', 'DoesNotExist'), 'Ingress', api)).toBe(true);
  expect(allowed(from('app', 'DoesNotExist'), 'Ingress', api)).toBe(false);
});

it('a block of addresses excludes its exceptions', () => {
  const to = [{ ...onWeb, egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }] }] }];
  expect(allowed(to, 'Egress', outside('10.0.255.255'))).toBe(true);
  expect(allowed(to, 'Egress', outside('10.1.0.0'))).toBe(false);
  expect(allowed(to, 'Egress', outside('10.2.0.0'))).toBe(true);
  expect(allowed(to, 'Egress', outside('11.0.0.0'))).toBe(false);
});

it('a port is TCP by default, may begin a range, and its name is that of the receiving pod', () => {
  const ports = (...rules: object[]): Policy['spec'] => ({
    ...onWeb,
    ingress: [{ ports: rules }],
    egress: [{ ports: rules }],
  });
  expect(allowed([ports({ port: 8080 })], 'Ingress', api)).toBe(true);
  expect(allowed([ports({ port: 8080, protocol: 'UDP' })], 'Ingress', api)).toBe(false);
  expect(allowed([ports({ port: 8079, endPort: 8080 })], 'Ingress', api)).toBe(true);
  expect(allowed([ports({ port: 8079, endPort: 8080 })], 'Ingress', api, 8081)).toBe(false);
  expect(allowed([ports({ port: 'http' })], 'Ingress', api)).toBe(true);
  expect(allowed([ports({ port: 'http' })], 'Egress', api)).toBe(false);
  expect(allowed([ports({ port: 'http' })], 'Egress', api, 9090)).toBe(true);
  expect(allowed([ports({ protocol: 'TCP' })], 'Ingress', api, 1)).toBe(true);
});
