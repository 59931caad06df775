import { type KeptPlan, plannedStacks } from '@fairway/infra';
import { type BuiltImage, imagesOnAws } from '../../../src/index.js';
import { suites } from '../suites.js';
import {
  applied,
  checkout,
  checksumOf,
  logIn,
  logInToEcr,
  nameOf,
  planned,
  released,
  setUp,
  setUpCosign,
  setUpPrograms,
  withToken,
} from './expected-steps.js';
import { repository, type Scenario } from './run-workflow.js';

/** A workflow that runs as it is meant to, and what its jobs do, stage after stage. */
export interface Pipeline extends Scenario {
  readonly stages: readonly Readonly<Record<string, readonly (readonly string[])[]>>[];
}

/** What a command with `--json` prints. */
export const printed = (part: string, data: object) => [part, JSON.stringify({ data })] as const;

const onMain = { variables: { AWS_ENABLED: 'true' }, payload: { ref: 'refs/heads/main' } };

const registry = 'registry.invalid';
const grype = ['download-grype', 'cmd=grype'] as const;
const images = (pushed: boolean) =>
  imagesOnAws.slice(0, 2).map((name): Pick<BuiltImage, 'name' | 'image' | 'pushed'> => ({
    name,
    image: `localhost/${name}:1`,
    pushed: pushed ? `${registry}/${name}@sha256:1` : null,
  }));

const scan = (ofImage: (image: ReturnType<typeof images>[number]) => readonly string[], pushed: boolean) => [
  'anchore/scan-action/download-grype',
  ...images(pushed).flatMap(ofImage),
  './fairway image scan reports/*.json',
];

const commandOf = (suite: string) => [checkout(), ...setUp, ...setUpPrograms, suite];
const affectedOf = (suite: string) => [
  checkout(0),
  ...setUp,
  ...setUpPrograms,
  `./fairway test ${suite} --since origin/main`,
];

const codeql = (language: string) => [
  checkout(),
  `github/codeql-action/init build-mode=none languages=${language} queries=security-extended`,
  `github/codeql-action/analyze category=/language:${language}`,
];

const dependencies = [checkout(), ...setUp, 'npm audit signatures', 'npm audit --omit=dev --audit-level=critical'];
const scans = {
  secrets: [[checkout(0), ...setUpPrograms, 'go-programs build gitleaks', 'gitleaks git --no-banner --redact']],
  images: [
    [
      checkout(),
      ...setUp,
      './fairway image build --json',
      ...scan(
        ({ name, image }) => [
          `podman save --quiet --format oci-archive --output image.tar ${image}`,
          `grype oci-archive:image.tar --output json --file reports/${name}.json`,
        ],
        false,
      ),
    ],
  ],
};
const scanAnswers = [
  printed('image build', { images: images(false) }),
  ['go-programs build gitleaks', 'programs'] as const,
  grype,
];

const pullRequest: Pipeline = {
  workflow: 'pull-request.yml',
  event: 'pull_request',
  payload: { number: 7, repository: { visibility: 'public' } },
  answers: scanAnswers,
  stages: [
    {
      'build-and-test': [
        [checkout(), ...setUp, 'npm run lint', './fairway test unit', 'npm run build', './fairway test checks'],
      ],
      integration: [affectedOf('integration')],
      'end-to-end': [affectedOf('e2e')],
      infrastructure: [affectedOf('infra')],
    },
    {
      dependencies: [[...dependencies, 'actions/dependency-review-action fail-on-severity=high']],
      code: [codeql('actions'), codeql('javascript-typescript')],
      ...scans,
    },
    // It only reads the results of the others.
    { passed: [] },
  ],
};

/** In a private repository without GitHub Code Security. */
const security: Pipeline = {
  workflow: 'security.yml',
  event: 'schedule',
  payload: { repository: { visibility: 'private' } },
  answers: scanAnswers,
  stages: [{ dependencies: [dependencies], ...scans }],
};

const build: Pipeline = {
  workflow: 'build.yml',
  event: 'push',
  ...onMain,
  answers: [printed('image build', { images: images(true) }), ['amazon-ecr-login', `registry=${registry}`], grype],
  stages: [
    {
      push: [
        [
          checkout(),
          ...setUp,
          logIn('build'),
          logInToEcr,
          `./fairway image build --aws --platform linux/arm64 --push ${registry} --latest --json`,
          'actions/upload-artifact if-no-files-found=error include-hidden-files=true name=images path=images.json .fairway/images/*.cdx.json retention-days=7',
        ],
      ],
    },
    {
      sign: [
        [
          checkout(),
          ...setUp,
          setUpCosign,
          logIn('build'),
          logInToEcr,
          'actions/download-artifact name=images',
          ...scan(({ name, pushed }) => [`grype registry:${pushed} --output json --file reports/${name}.json`], true),
          './fairway image sign images.json',
        ],
      ],
    },
    { release: [released('dev', 'deploy dev --wait 30m')] },
  ],
};

const release: Pipeline = {
  workflow: 'release.yml',
  event: 'workflow_dispatch',
  variables: onMain.variables,
  payload: { ref: 'refs/tags/v1.2.3', inputs: { override: 'budget=fixes the outage; pages=the same' } },
  stages: [
    {
      release: [
        released(
          'production',
          'promote dev production --confirm production --override budget=fixes the outage; pages=the same',
        ),
      ],
    },
  ],
};

const rollback: Pipeline = {
  workflow: 'rollback.yml',
  event: 'workflow_dispatch',
  variables: onMain.variables,
  payload: { ...onMain.payload, inputs: { environment: 'production', service: 'one-service', release: 'v1.2.2' } },
  stages: [{ release: [released('production', 'rollback production one-service --to v1.2.2 --confirm production')] }],
};

/** As many as show what a matrix does. */
export const someStacks = plannedStacks.slice(1, 3);

export const pullRequestFrom = (full_name: string) => ({
  number: 7,
  pull_request: { number: 7, head: { repo: { full_name } } },
});

const terraformPlan: Pipeline = {
  workflow: 'terraform-plan.yml',
  event: 'pull_request',
  variables: onMain.variables,
  payload: pullRequestFrom(repository),
  answers: [printed('infra stacks', { stacks: someStacks })],
  stages: [
    { stacks: [[checkout(2), ...setUp, './fairway infra stacks --changed-since HEAD^1 --json']] },
    {
      plan: someStacks.map((stack) => [
        ...planned(stack, 'plan'),
        `./fairway infra keep-plan ${nameOf(stack)} --for review --json`,
        `actions/upload-artifact name=plan-${stack.environment}-${stack.stack} path=$RUNNER_TEMP/${stack.environment}-${stack.stack}.json retention-days=1`,
      ]),
    },
    {
      comment: [
        [
          checkout(2),
          ...setUp,
          ...setUpPrograms,
          'actions/download-artifact merge-multiple=true path=$RUNNER_TEMP/plans pattern=plan-*',
          withToken('./fairway infra comment --plans $RUNNER_TEMP/plans --changed-since HEAD^1 --pull-request 7'),
        ],
      ],
    },
  ],
};

const appliedStacks = plannedStacks.filter(({ environment }) => environment !== 'shared');

const terraformApply: Pipeline = {
  workflow: 'terraform-apply.yml',
  event: 'push',
  ...onMain,
  answers: appliedStacks.map((stack) =>
    printed(`keep-plan ${nameOf(stack)}`, {
      applyable: true,
      sha256: checksumOf(stack),
    } satisfies Partial<KeptPlan>),
  ),
  stages: appliedStacks.flatMap((stack) => [
    {
      [`plan-${stack.environment}-${stack.stack}`]: [
        [...planned(stack, 'plan-main'), `./fairway infra keep-plan ${nameOf(stack)} --for apply --json`],
      ],
    },
    { [`apply-${stack.environment}-${stack.stack}`]: [applied(stack)] },
  ]),
};

const terraformDrift: Pipeline = {
  workflow: 'terraform-drift.yml',
  event: 'schedule',
  ...onMain,
  answers: [printed('infra stacks', { stacks: someStacks })],
  stages: [
    { stacks: [[checkout(), ...setUp, './fairway infra stacks --json']] },
    {
      drift: someStacks.map((stack) => [
        ...planned(stack, 'plan-main'),
        withToken(`./fairway infra drift ${nameOf(stack)}`),
      ]),
    },
  ],
};

const nightly: Pipeline = {
  workflow: 'nightly.yml',
  event: 'schedule',
  stages: [
    {
      suites: suites.map((suite) => commandOf(`FAIRWAY_CHAOS_ROUNDS=3 ./fairway test ${suite}`)),
      inputs: ['infra', 'integration', 'e2e'].map((suite) => commandOf(`./fairway test ${suite} --check-inputs`)),
      mutations: [commandOf('npm run test:mutations')],
      api: [commandOf('npm run test:api')],
    },
    {
      report: [[checkout(), ...setUp, withToken('./fairway issue close --title The nightly tests fail')]],
    },
  ],
};

export const pipelines = {
  pullRequest,
  security,
  build,
  release,
  rollback,
  terraformPlan,
  terraformApply,
  terraformDrift,
  nightly,
};
