import { domain } from '@fairway/domain';
import { readTarget } from '@fairway/infra';
import { lineProcessors } from '@fairway/observability';
import { AppProject } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/AppProject';
import { ApplicationSet } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/ApplicationSet';
import { ExternalSecret } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret';
import { ClusterSecretStore } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ClusterSecretStore';
import { EC2NodeClass } from '@kubernetes-models/karpenter/karpenter.k8s.aws/v1/EC2NodeClass';
import { NodePool } from '@kubernetes-models/karpenter/karpenter.sh/v1/NodePool';
import { PodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor';
import { Probe } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/Probe';
import { PrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule';
import { ScrapeConfig } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1alpha1/ScrapeConfig';
import { Ajv } from 'ajv';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { Role } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import { RoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import { StorageClass } from 'kubernetes-models/storage.k8s.io/v1/StorageClass';
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { Secret } from 'kubernetes-models/v1/Secret';
import { Service } from 'kubernetes-models/v1/Service';
import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isMap, parseAllDocuments, parseDocument, type Scalar, type YAMLMap } from 'yaml';
import { ScriptedPrograms } from '../../infra/test/support/scripted-programs.js';
import { addons } from '../src/addons/addons.js';
import { applyAddons } from '../src/addons/apply-addons.js';
import { kubernetesFolder } from '../src/hand-over/fill-manifests.js';
import { fill, missingValue, placeholdersOf } from '../src/hand-over/fill.js';
import { planAddons } from '../src/addons/plan-addons.js';
import type { AddonSettings } from '../src/addons/settings.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, kubernetesFolder);
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const settings: AddonSettings = {
  repository: 'example/fairway',
  node_autoscaler: 'cluster-autoscaler',
  kafka_mode: 'msk',
  architecture: 'arm64',
  node_instance_types: ['m7g.large', 'm6g.large'],
  node_volume_size_gib: 50,
  spot_nodes_max: 3,
  on_demand_nodes_max: 2,
};
const dev = readTarget(root, 'dev');
const place = { root, target: dev, filled: '.fairway/addons/dev' };

const files = globSync('addons/**/*.yaml', { cwd: folder }).toSorted();
const valuesFiles = files.filter((file) => /\/values(\.\w+)?\.yaml$/.test(file));

/** The file, filled with these settings and with a text, or a list of brokers, for each value that a stack hands over. */
function filled(file: string): string {
  const text = readFileSync(join(folder, file), 'utf8');
  const values: Record<string, unknown> = {};
  for (const path of placeholdersOf(text)) {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    let inner = values;
    for (const key of keys) inner = (inner[key] ??= {}) as Record<string, unknown>;
    inner[last] = last.startsWith('broker') ? ['b-1.example.com'] : `some-${last}`;
  }
  return fill(text, { ...values, settings }, String);
}

describe('the list', () => {
  it('has every folder, and each chart has values and a README that names its version', () => {
    expect(
      readdirSync(join(folder, 'addons'), { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? entry.name : [],
      ),
    ).toEqual(addons.flatMap(({ name, folder: own }) => (own === `addons/${name}` ? name : [])).toSorted());
    for (const { name, chart } of addons) {
      if (chart === null) continue;
      expect(files).toContain(`addons/${name}/values.yaml`);
      expect(readFileSync(join(folder, 'addons', name, 'README.md'), 'utf8')).toContain(
        `\`${chart.name}\` ${chart.version}`,
      );
    }
  });

  it('pins exact versions of charts, and no image by a tag that moves', () => {
    for (const version of addons.flatMap(({ chart }) => chart?.version ?? []))
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    for (const file of valuesFiles) expect(readFileSync(join(folder, file), 'utf8'), file).not.toMatch(/:\s*latest\b/);
  });

  const switches = (['cluster-autoscaler', 'karpenter'] as const).flatMap((node_autoscaler) =>
    (['msk', 'strimzi'] as const).map((kafka_mode) => ({ ...settings, node_autoscaler, kafka_mode })),
  );

  it.for(switches)('with $node_autoscaler and $kafka_mode, each add-on comes after what it needs', (wanted) => {
    const { steps, skipped } = planAddons(place, wanted, []);
    const order = steps.map(({ addon }) => addon.name);
    for (const { addon } of steps)
      for (const need of addon.needs)
        expect(order.slice(0, order.indexOf(addon.name)), `${addon.name} needs ${need}`).toContain(need);
    expect(order.includes('karpenter')).toBe(wanted.node_autoscaler === 'karpenter');
    expect(order.includes('cluster-autoscaler')).toBe(wanted.node_autoscaler === 'cluster-autoscaler');
    expect(order.includes('strimzi')).toBe(wanted.kafka_mode === 'strimzi');
    expect(skipped.map(({ addon }) => addon.name)).toContain('argo-cd');
  });

  it('installs an optional add-on that is named, and refuses a name that does not exist', () => {
    expect(planAddons(place, settings, ['argo-cd']).steps.map(({ addon }) => addon.name)).toEqual(['argo-cd']);
    expect(() => planAddons(place, settings, ['argocd'])).toThrow('There is no add-on argocd.');
  });
});

describe('what Terraform prepared', () => {
  // EKS installs these two, and the database job is ours.
  const notAddons = ['database-bootstrap', 'ebs-csi', 'vpc-cni'];

  it('every role of cluster software has its add-on, in the namespace and with the ServiceAccount that it trusts', () => {
    const text = read('infra/terraform/stacks/cluster/identities.tf');
    const block =
      /"?(\(var\.node_autoscaler\)|[\w-]+)"?\s*= \{\s+namespace\s+= "?([^"\n]+)"?\s+service_account\s+= "?([^"\n]+)"?/g;
    const trusted = [...text.matchAll(block)].flatMap(([, role = '', namespace = '', account = '']) =>
      role === '(var.node_autoscaler)'
        ? ['cluster-autoscaler', 'karpenter'].map((name) => ({ role: name, namespace, account: name }))
        : notAddons.includes(role)
          ? []
          : [{ role, namespace, account }],
    );
    const ours = addons.flatMap(({ namespace, identity }) =>
      identity === undefined ? [] : [{ role: identity.role, namespace, account: identity.serviceAccount }],
    );
    expect(ours.toSorted(byRole)).toEqual(trusted.toSorted(byRole));
  });

  it.for(addons)('the values of $name name its own role, and only that', ({ name, identity }) => {
    const roles = files
      .filter((file) => file.startsWith(`addons/${name}/`))
      .flatMap((file) => placeholdersOf(readFileSync(join(folder, file), 'utf8')))
      .filter((path) => path.startsWith('cluster.platform_role_arns.'));
    expect(roles).toEqual(identity === undefined ? [] : [`cluster.platform_role_arns.${identity.role}`]);
  });
});

const byRole = (one: { role: string }, other: { role: string }) => one.role.localeCompare(other.role);

describe('files', () => {
  it.for(valuesFiles)('%s says the reason of every value', (file) => {
    const document = parseDocument(readFileSync(join(folder, file), 'utf8'));
    expect(document.errors).toEqual([]);
    const unexplained: string[] = [];
    const explain = (map: YAMLMap, path: string[], inherited: boolean) => {
      // A comment below the first level is about the lines that follow it, too.
      let isExplained = inherited;
      for (const [index, { key, value }] of map.items.entries()) {
        const comment = (key as Scalar).commentBefore ?? (index === 0 ? map.commentBefore : undefined) ?? '';
        isExplained = comment !== '' || (path.length > 0 && isExplained);
        const keys = [...path, String((key as Scalar).value)];
        if (isMap(value)) explain(value, keys, isExplained);
        else if (!isExplained) unexplained.push(keys.join('.'));
      }
    };
    if (isMap(document.contents)) explain(document.contents, [], false);
    expect(unexplained).toEqual([]);
  });

  it.for(files)('%s is complete once it is filled', (file) => {
    const text = filled(file);
    expect(placeholdersOf(text)).toEqual([]);
    for (const document of parseAllDocuments(text)) expect(document.errors).toEqual([]);
  });

  const models = {
    ApplicationSet,
    AppProject,
    ClusterSecretStore,
    ConfigMap,
    Deployment,
    EC2NodeClass,
    ExternalSecret,
    Namespace,
    NetworkPolicy,
    NodePool,
    PodMonitor,
    Probe,
    PrometheusRule,
    ScrapeConfig,
    Secret,
    Service,
    StatefulSet,
    Role,
    RoleBinding,
    StorageClass,
  };
  // The custom resources of Strimzi 1.2.0 (https://github.com/strimzi/strimzi-kafka-operator, Apache-2.0), which no package has:
  // without descriptions, fields that are not used here, and with unknown fields refused.
  const strimzi = JSON.parse(read('deploy/test/strimzi/schemas.json')) as Record<string, object>;
  // Its format `int32` is not of JSON Schema.
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const manifests = files.filter((file) => !valuesFiles.includes(file));

  it.for(manifests)('%s fits the schemas of its kinds', (file) => {
    for (const document of parseAllDocuments(filled(file))) {
      const resource = document.toJS() as { kind: string };
      // No public package has a schema of this kind of the VPC CNI.
      if (resource.kind === 'SecurityGroupPolicy') continue;
      const schema = strimzi[resource.kind];
      if (schema !== undefined) {
        if (!ajv.validate(schema, resource)) throw new Error(ajv.errorsText());
        continue;
      }
      const Model = models[resource.kind as keyof typeof models] as new (data: object) => { validate(): void };
      expect(Model, resource.kind).toBeDefined();
      new Model(resource).validate();
    }
  });

  it('the collector treats lines as the local run does', () => {
    const { config } = parseDocument(read('deploy/kubernetes/addons/opentelemetry-collector/values.yaml')).toJS() as {
      config: { processors: object; service: { pipelines: { logs: { processors: string[] } } } };
    };
    const ours = lineProcessors([domain.entity.idName, 'eventId']);
    expect(config.processors).toEqual(ours);
    expect(config.service.pipelines.logs.processors).toEqual(['memory_limiter', ...Object.keys(ours), 'batch']);
  });

  it('the schemas of Strimzi refuse unknown fields and wrong values', () => {
    const [kafka] = parseAllDocuments(filled('addons/strimzi/after/kafka.yaml')).map(
      (document) => document.toJS() as { spec: { kafka: object } },
    );
    const refused = (spec: object) => !ajv.validate(strimzi['Kafka'] ?? {}, { ...kafka, spec });
    expect(refused({ ...kafka?.spec })).toBe(false);
    expect(refused({ ...kafka?.spec, zookeeper: {} })).toBe(true);
    expect(refused({ ...kafka?.spec, kafka: { ...kafka?.spec.kafka, listener: [] } })).toBe(true);
    expect(refused({ ...kafka?.spec, kafka: { ...kafka?.spec.kafka, listeners: 'plain' } })).toBe(true);
  });

  it('a value that no stack hands over stops everything, and says which', () => {
    const missing = (path: string) => {
      throw missingValue('karpenter/values.yaml', path);
    };
    expect(() => fill('a: ${cluster.queue}', { cluster: { queue: null } }, missing)).toThrow(
      'karpenter/values.yaml needs cluster.queue, and there is no such value.',
    );
    expect(fill('a: ${cluster.b}\nc: x-${cluster.d}-${env:E}', { cluster: { b: [1, 2], d: 'y' } }, missing)).toBe(
      'a:\n  - 1\n  - 2\nc: x-y-${env:E}\n',
    );
  });
});

describe('apply', () => {
  const endpoint = 'https://ABC.gr7.us-east-1.eks.amazonaws.com';
  const roleArns = Object.fromEntries(addons.flatMap(({ identity }) => (identity ? [[identity.role, 'arn']] : [])));
  const parameter = (stack: string, value: object) => ({
    to: `/dev/${stack} `,
    with: { stdout: JSON.stringify(value) },
  });
  const answers = [
    { to: 'get-caller-identity', with: { stdout: JSON.stringify({ Account: dev.accountId }) } },
    { to: 'describe-cluster', with: { stdout: JSON.stringify({ cluster: { endpoint } }) } },
    { to: 'config view', with: { stdout: JSON.stringify({ clusters: [{ cluster: { server: endpoint } }] }) } },
    parameter('network', { vpc_id: 'vpc-1' }),
    parameter('data', { kafka: { bootstrap_brokers: 'b-1:9098,b-2:9098' } }),
    parameter('cluster', {
      name: dev.name,
      hostname: 'api-dev.example.com',
      volume_kms_key_arn: 'arn',
      platform_role_arns: roleArns,
    }),
  ];
  const run = async (names: string[], programs: ScriptedPrograms) => {
    const into = mkdtempSync(join(tmpdir(), 'fairway-addons-'));
    onTestFinished(() => rmSync(into, { recursive: true, force: true }));
    const { steps } = planAddons({ ...place, filled: into }, settings, names);
    await applyAddons(steps, { ...place, filled: into }, settings, programs, () => undefined);
    return into;
  };
  const installs = ({ calls }: ScriptedPrograms) => calls.filter((call) => call.startsWith('helm upgrade'));

  it('runs the commands of the plan, with files that have what the stacks hand over', async () => {
    const programs = new ScriptedPrograms(answers);
    const into = await run(['aws-load-balancer-controller', 'kafka-lag-exporter'], programs);
    expect(installs(programs)).toEqual([
      `helm upgrade --install aws-load-balancer-controller aws-load-balancer-controller --repo https://aws.github.io/eks-charts --version 3.5.0 --namespace kube-system --kube-context ${dev.name} --atomic --timeout 10m --values ${into}/addons/aws-load-balancer-controller/values.yaml --values ${into}/addons/aws-load-balancer-controller/values.dev.yaml`,
      `helm upgrade --install kafka-lag-exporter prometheus-kafka-exporter --repo https://prometheus-community.github.io/helm-charts --version 3.1.1 --namespace monitoring --kube-context ${dev.name} --atomic --timeout 10m --values ${into}/addons/kafka-lag-exporter/values.yaml`,
    ]);
    expect(readFileSync(join(into, 'addons/aws-load-balancer-controller/values.yaml'), 'utf8')).toContain(
      'vpcId: vpc-1',
    );
    expect(readFileSync(join(into, 'addons/kafka-lag-exporter/values.yaml'), 'utf8')).toContain(
      'kafkaServer:\n  - b-1:9098\n  - b-2:9098\n',
    );
    expect(
      parseDocument(readFileSync(join(into, 'addons/kafka-lag-exporter/before/brokers.yaml'), 'utf8')).toJS(),
    ).toMatchObject({
      spec: { dnsSDConfigs: [11_001, 11_002].map((port) => ({ names: ['b-1', 'b-2'], port })) },
    });
  });

  it('says what a failure leaves: Helm rolls back, kubectl does not', async () => {
    const failing = (to: string) => new ScriptedPrograms([{ to, with: { exitCode: 1 } }, ...answers]);
    await expect(run(['external-dns'], failing('helm upgrade'))).rejects.toMatchObject({
      hint: expect.stringMatching(/^Helm took the release back/),
    });
    await expect(run(['foundation'], failing('kubectl apply'))).rejects.toMatchObject({
      hint: expect.stringMatching(/^What kubectl has applied stays\./),
    });
  });

  it('stops at the first failure', async () => {
    const programs = new ScriptedPrograms([{ to: '--install external-dns', with: { exitCode: 1 } }, ...answers]);
    const names = ['aws-load-balancer-controller', 'external-dns', 'kafka-lag-exporter'];
    await expect(run(names, programs)).rejects.toThrow(/^external-dns failed: `helm upgrade .*` exited with 1\.$/);
    expect(installs(programs)).toHaveLength(2);
  });

  it('says where to get helm, and changes nothing without it', async () => {
    const programs = new ScriptedPrograms(answers, 'helm');
    await expect(run(['external-dns'], programs)).rejects.toMatchObject({
      code: 'prerequisite_missing',
      hint: expect.stringContaining('https://helm.sh/docs/intro/install/'),
    });
    expect(programs.calls).toEqual([]);
  });

  it('changes nothing when a value is missing', async () => {
    const withoutVpc = answers.map((answer) => (answer.to === '/dev/network ' ? parameter('network', {}) : answer));
    const programs = new ScriptedPrograms(withoutVpc);
    await expect(run(['aws-load-balancer-controller'], programs)).rejects.toThrow('needs network.vpc_id');
    expect(installs(programs)).toEqual([]);
  });
});
