import type { Answer } from './scripted-programs.js';

const accountId = '111122223333';
export const endpoint = 'https://0A1B2C.gr7.us-east-1.eks.amazonaws.com';

const none = { stdout: '{"ResourceTagMappingList":[]}' };

/** Answers of an account in which an environment exists, and every deletion works at once. */
export const answers: readonly Answer[] = [
  { to: 'aws sts get-caller-identity', with: { stdout: JSON.stringify({ Account: accountId }) } },
  { to: 'aws eks describe-cluster', with: { stdout: JSON.stringify({ cluster: { endpoint } }) } },
  { to: 'kubectl config view', with: { stdout: JSON.stringify({ clusters: [{ cluster: { server: endpoint } }] }) } },
  { to: 'api-resources', with: {} },
  { to: 'get-resources', with: none },
  { to: '--output json', with: { stdout: '{"items":[]}' } },
  { to: 'state list', with: { stdout: 'module.a.aws_vpc.this\n' } },
  { to: 'list-object-versions', with: {} },
  { to: 'describe-network-interfaces', with: { stdout: '{"NetworkInterfaces":[]}' } },
  { to: 'describe-instances', with: { stdout: '{"Reservations":[]}' } },
  { to: 'describe-nat-gateways', with: { stdout: '{"NatGateways":[]}' } },
  { to: 'describe-log-groups', with: { stdout: '{"logGroups":[]}' } },
  { to: 'ssm get-parameter', with: { stdout: JSON.stringify({ Parameter: { Value: '{"public_zone_id":"Z1"}' } }) } },
  { to: 'list-resource-record-sets', with: { stdout: '{"ResourceRecordSets":[]}' } },
];

/** The same, with these answers changed. */
export const butWith = (...changed: Answer[]): Answer[] => [...changed, ...answers];
