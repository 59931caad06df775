import type { StackInEnvironment } from '@fairway/infra';
import { settings } from '../../../../infra/test/support/settings.js';
import { token } from './run-workflow.js';

// What the journal says of steps that several jobs have.

export const checkout = (depth?: number) =>
  `actions/checkout ${depth === undefined ? '' : `fetch-depth=${depth} `}persist-credentials=false`;

export const setUp = ['actions/setup-node cache=npm node-version-file=.nvmrc', 'npm ci'];

const setUpTerraform = 'hashicorp/setup-terraform terraform_version=VERSION terraform_wrapper=false';
export const setUpPrograms = [
  'actions/setup-go cache=false go-version=VERSION',
  setUpTerraform,
  'actions/cache key=programs-MACHINE-CHECKSUM path=~/.cache/fairway ~/.cache/fairway-cluster/store restore-keys=programs-MACHINE-',
];

export const setUpCosign = 'sigstore/cosign-installer cosign-release=VERSION';

export const logIn = (role: string, sessionSeconds = 3600) =>
  `aws-actions/configure-aws-credentials allowed-account-ids=${settings.accountId} aws-region=${settings.region} ` +
  `role-duration-seconds=${sessionSeconds} role-to-assume=arn:aws:iam::${settings.accountId}:role/${settings.project}-${role}`;

export const logInToEcr = 'aws-actions/amazon-ecr-login';

export const withToken = (did: string) => `GH_TOKEN=${token} ${did}`;

/** All of a release but the command that releases, which takes its place. */
export function released(environment: string, command: string): string[] {
  const cluster = `${settings.project}-${environment}`;
  return [
    checkout(0),
    ...setUp,
    setUpCosign,
    logIn(`deploy-${environment}`, 7200),
    logInToEcr,
    `aws eks update-kubeconfig --region ${settings.region} --name ${cluster} --alias ${cluster}`,
    withToken('gh auth setup-git'),
    withToken(`./fairway release ${command}`),
    withToken(`./fairway release status ${environment}`),
    withToken(`./fairway release history ${environment} --limit 5`),
  ];
}

const unattended = 'TF_INPUT=false TF_IN_AUTOMATION=true';

function initialised({ environment, stack }: StackInEnvironment): string {
  const state = `-backend-config=../../environments/${environment}/backend.hcl -backend-config=key=${environment}/${stack}/terraform.tfstate`;
  return `${unattended} terraform -chdir=infra/terraform/stacks/${stack} init -lockfile=readonly ${state}`;
}

export function planned(of: StackInEnvironment, role: string): string[] {
  const terraform = `terraform -chdir=infra/terraform/stacks/${of.stack}`;
  const settingsOfStack = `-var-file=../../environments/common.tfvars -var-file=../../environments/${of.environment}/${of.stack}.tfvars`;
  return [
    checkout(),
    ...setUp,
    logIn(role),
    setUpTerraform,
    'terraform fmt -check -recursive -diff infra/terraform',
    initialised(of),
    `${terraform} validate`,
    `${unattended} ${terraform} plan -lock=false -out=plan.out ${settingsOfStack}`,
    `${terraform} show -no-color plan.out`,
  ];
}

export const applied = (of: StackInEnvironment): string[] => [
  checkout(),
  ...setUp,
  setUpTerraform,
  logIn(`apply-${of.environment}`, 14_400),
  initialised(of),
  `./fairway infra fetch-plan ${nameOf(of)} --sha256 ${checksumOf(of)}`,
  `terraform -chdir=infra/terraform/stacks/${of.stack} apply -input=false plan.out`,
];

export const nameOf = ({ environment, stack }: StackInEnvironment) => `${environment}/${stack}`;

/** Stands for one. */
export const checksumOf = ({ environment, stack }: StackInEnvironment) => `sha256-of-${environment}-${stack}`;
