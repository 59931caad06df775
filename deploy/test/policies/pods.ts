import type { IPod } from 'kubernetes-models/v1';

type PodSpec = NonNullable<IPod['spec']>;
type Container = PodSpec['containers'][number];

export interface Pod {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: PodSpec;
}

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

/** A pod of ours, as the template of a workload becomes one: the image has a registry and a digest. */
export function podsOf(template: Pod, registry: string): [Pod] {
  const containers = template.spec.containers.map((container) => ({
    ...container,
    image: `${registry}${container.image ?? ''}@${digest}`,
  }));
  return [{ metadata: template.metadata, spec: { ...template.spec, containers } }];
}

/** Meets every policy, and Pod Security `restricted`. */
function pod(registry: string, spec: Partial<PodSpec> = {}, container: Partial<Container> = {}, labels = {}): Pod {
  const image = `${registry}order-service@${digest}`;
  return {
    metadata: { labels },
    spec: {
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 65_532, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [{ ...plain, image, ...container }],
      ...spec,
    },
  };
}

const plain: Container = {
  name: 'main',
  resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '16Mi' } },
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
};

const tokenVolume = (audience?: string): Partial<PodSpec> => ({
  volumes: [
    {
      name: 'token',
      projected: {
        sources: [{ serviceAccountToken: { path: 'token', ...(audience === undefined ? {} : { audience }) } }],
      },
    },
  ],
});

export function admitted(registry: string): { why: string; pod: Pod }[] {
  return [
    { why: 'of ours', pod: pod(registry) },
    { why: 'with a token for AWS', pod: pod(registry, tokenVolume('sts.amazonaws.com')) },
    {
      why: 'with a token for the API and the label that allows it',
      pod: pod(registry, tokenVolume(), {}, { 'fairway.dev/service-account-token': 'allowed' }),
    },
    {
      why: 'with a limit of CPU, an init container and an empty volume',
      pod: pod(registry, {
        initContainers: [
          {
            ...plain,
            name: 'init',
            image: `${registry}order-service@${digest}`,
            resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { cpu: '1', memory: '16Mi' } },
          },
        ],
        volumes: [{ name: 'tmp', emptyDir: {} }],
      }),
    },
  ];
}

export interface Refused {
  readonly why: string;
  readonly policy: string;
  readonly message: string;
  readonly pod: Pod;
}

export function refused(registry: string): Refused[] {
  const securityContext = (changed: object) => ({ securityContext: { ...plain.securityContext, ...changed } });
  const byPolicy: Record<string, [why: string, message: string, pod: Pod][]> = {
    images: [
      ['of another registry', 'docker.io/nginx', pod(registry, {}, { image: `docker.io/nginx@${digest}` })],
      [
        'of a registry with a longer name',
        'must come from',
        pod(registry, {}, { image: `${registry.replace(/\/$/, '')}2/a@${digest}` }),
      ],
      ['by a tag', 'must be named by digest', pod(registry, {}, { image: `${registry}order-service:1.0` })],
      [
        'by a digest that is too short',
        'must be named by digest',
        pod(registry, {}, { image: `${registry}a@sha256:0123` }),
      ],
      [
        'whose init container is of another registry',
        'docker.io/busybox',
        pod(registry, { initContainers: [{ ...plain, name: 'init', image: `docker.io/busybox@${digest}` }] }),
      ],
    ],
    requests: [
      ['without requests', 'of main', pod(registry, {}, { resources: {} })],
      [
        'without a request of CPU',
        'of main',
        pod(registry, {}, { resources: { requests: { memory: '16Mi' }, limits: { memory: '16Mi' } } }),
      ],
      [
        'without a limit of memory',
        'of main',
        pod(registry, {}, { resources: { requests: { cpu: '10m', memory: '16Mi' } } }),
      ],
      [
        'whose init container has no requests',
        'of init',
        pod(registry, { initContainers: [{ ...plain, name: 'init', image: `${registry}a@${digest}`, resources: {} }] }),
      ],
    ],
    privileges: [
      [
        'with a privileged container',
        'must not be privileged',
        pod(registry, {}, securityContext({ privileged: true, allowPrivilegeEscalation: true })),
      ],
      [
        'that may escalate its privileges',
        'allowPrivilegeEscalation',
        pod(registry, {}, { securityContext: { capabilities: { drop: ['ALL'] } } }),
      ],
      [
        'without a security context',
        'allowPrivilegeEscalation',
        pod(registry, {}, { securityContext: undefined } as never),
      ],
      [
        'that adds a capability',
        'must not add capabilities',
        pod(registry, {}, securityContext({ capabilities: { drop: ['ALL'], add: ['NET_ADMIN'] } })),
      ],
      ['on the network of its node', 'must not share', pod(registry, { hostNetwork: true })],
      ['with the processes of its node', 'must not share', pod(registry, { hostPID: true })],
      ['with a path of its node', 'hostPath', pod(registry, { volumes: [{ name: 'host', hostPath: { path: '/' } }] })],
      ['with a port of its node', 'hostPort', pod(registry, {}, { ports: [{ containerPort: 3000, hostPort: 3000 }] })],
    ],
    'service-account-tokens': [
      ['with a token for the API', 'automountServiceAccountToken', pod(registry, tokenVolume())],
      [
        'with a token for the API by its name',
        'automountServiceAccountToken',
        pod(registry, tokenVolume('https://kubernetes.default.svc')),
      ],
    ],
  };
  return Object.entries(byPolicy).flatMap(([policy, cases]) =>
    cases.map(([why, message, each]) => ({ why, policy, message, pod: each })),
  );
}
