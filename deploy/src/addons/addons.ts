import type { AddonSettings } from './settings.js';

/** What a cluster has beside the services, mostly third-party software. Its folder has its values, and says why they are so. */
export interface Addon {
  /** The name of its Helm release. */
  readonly name: string;
  /** Below deploy/kubernetes. */
  readonly folder: `addons/${string}` | 'policies';
  /** Null for manifests of ours alone. */
  readonly chart: Chart | null;
  readonly namespace: string;
  /** The add-ons whose resources, webhooks or Services it uses. They come before it. */
  readonly needs: readonly string[];
  /** Its key in `platform_role_arns`, and the ServiceAccount that the role trusts. */
  readonly identity?: { readonly role: string; readonly serviceAccount: string };
  /** Whether these settings of Terraform want it; by default they all do. */
  readonly wantedBy?: (settings: AddonSettings) => boolean;
  /** Installed only by its name. */
  readonly optional?: true;
}

export interface Chart {
  /** A repository over HTTPS, or the registry's folder that holds the chart. */
  readonly repository: `https://${string}` | `oci://${string}`;
  readonly name: string;
  readonly version: string;
}

const prometheusCommunity = 'https://prometheus-community.github.io/helm-charts';
const karpenterVersion = '1.14.1';

/** In the order in which they are applied. */
export const addons: readonly Addon[] = [
  { name: 'foundation', folder: 'addons/foundation', chart: null, namespace: 'kube-system', needs: [] },
  { name: 'policies', folder: 'policies', chart: null, namespace: 'kube-system', needs: [] },
  {
    name: 'prometheus-operator-crds',
    folder: 'addons/prometheus-operator-crds',
    chart: { repository: prometheusCommunity, name: 'prometheus-operator-crds', version: '31.0.1' },
    namespace: 'monitoring',
    needs: ['foundation'],
  },
  {
    name: 'external-secrets',
    folder: 'addons/external-secrets',
    chart: { repository: 'https://charts.external-secrets.io', name: 'external-secrets', version: '2.9.0' },
    namespace: 'external-secrets',
    needs: ['foundation', 'prometheus-operator-crds'],
    identity: { role: 'external-secrets', serviceAccount: 'external-secrets' },
  },
  {
    name: 'aws-load-balancer-controller',
    folder: 'addons/aws-load-balancer-controller',
    chart: { repository: 'https://aws.github.io/eks-charts', name: 'aws-load-balancer-controller', version: '3.5.0' },
    namespace: 'kube-system',
    needs: ['prometheus-operator-crds'],
    identity: { role: 'aws-load-balancer-controller', serviceAccount: 'aws-load-balancer-controller' },
  },
  {
    name: 'external-dns',
    folder: 'addons/external-dns',
    chart: {
      repository: 'https://kubernetes-sigs.github.io/external-dns/',
      name: 'external-dns',
      version: '1.21.1',
    },
    namespace: 'external-dns',
    needs: ['foundation', 'prometheus-operator-crds'],
    identity: { role: 'external-dns', serviceAccount: 'external-dns' },
  },
  {
    name: 'cluster-autoscaler',
    folder: 'addons/cluster-autoscaler',
    chart: { repository: 'https://kubernetes.github.io/autoscaler', name: 'cluster-autoscaler', version: '9.59.0' },
    namespace: 'kube-system',
    needs: ['prometheus-operator-crds'],
    identity: { role: 'cluster-autoscaler', serviceAccount: 'cluster-autoscaler' },
    wantedBy: ({ node_autoscaler }) => node_autoscaler === 'cluster-autoscaler',
  },
  {
    // Helm installs the custom resources of a chart once and never upgrades them; this chart has them as templates.
    name: 'karpenter-crd',
    folder: 'addons/karpenter-crd',
    chart: { repository: 'oci://public.ecr.aws/karpenter', name: 'karpenter-crd', version: karpenterVersion },
    namespace: 'kube-system',
    needs: [],
    wantedBy: ({ node_autoscaler }) => node_autoscaler === 'karpenter',
  },
  {
    name: 'karpenter',
    folder: 'addons/karpenter',
    chart: { repository: 'oci://public.ecr.aws/karpenter', name: 'karpenter', version: karpenterVersion },
    namespace: 'kube-system',
    needs: ['karpenter-crd', 'prometheus-operator-crds'],
    identity: { role: 'karpenter', serviceAccount: 'karpenter' },
    wantedBy: ({ node_autoscaler }) => node_autoscaler === 'karpenter',
  },
  {
    name: 'keda',
    folder: 'addons/keda',
    chart: { repository: 'https://kedacore.github.io/charts', name: 'keda', version: '2.20.2' },
    namespace: 'keda',
    needs: ['foundation', 'prometheus-operator-crds'],
    identity: { role: 'keda', serviceAccount: 'keda-operator' },
  },
  {
    name: 'kube-prometheus-stack',
    folder: 'addons/kube-prometheus-stack',
    chart: { repository: prometheusCommunity, name: 'kube-prometheus-stack', version: '88.5.3' },
    namespace: 'monitoring',
    needs: ['foundation', 'prometheus-operator-crds', 'external-secrets'],
  },
  {
    name: 'loki',
    folder: 'addons/loki',
    chart: { repository: 'https://grafana-community.github.io/helm-charts', name: 'loki', version: '18.11.0' },
    namespace: 'monitoring',
    needs: ['foundation', 'prometheus-operator-crds', 'kube-prometheus-stack'],
    identity: { role: 'loki', serviceAccount: 'loki' },
  },
  {
    name: 'blackbox-exporter',
    folder: 'addons/blackbox-exporter',
    chart: null,
    namespace: 'monitoring',
    needs: ['foundation', 'prometheus-operator-crds'],
  },
  {
    name: 'jaeger',
    folder: 'addons/jaeger',
    chart: null,
    namespace: 'monitoring',
    needs: ['foundation', 'prometheus-operator-crds'],
  },
  {
    name: 'opentelemetry-collector',
    folder: 'addons/opentelemetry-collector',
    chart: {
      repository: 'https://open-telemetry.github.io/opentelemetry-helm-charts',
      name: 'opentelemetry-collector',
      version: '0.170.0',
    },
    namespace: 'node-agents',
    needs: ['foundation', 'prometheus-operator-crds', 'loki'],
  },
  {
    name: 'kafka-lag-exporter',
    folder: 'addons/kafka-lag-exporter',
    chart: { repository: prometheusCommunity, name: 'prometheus-kafka-exporter', version: '3.1.1' },
    namespace: 'monitoring',
    needs: ['foundation', 'prometheus-operator-crds'],
    identity: { role: 'kafka-lag-exporter', serviceAccount: 'kafka-lag-exporter' },
    // Strimzi brings an exporter of its own.
    wantedBy: ({ kafka_mode }) => kafka_mode === 'msk',
  },
  {
    name: 'strimzi',
    folder: 'addons/strimzi',
    chart: { repository: 'oci://quay.io/strimzi-helm', name: 'strimzi-kafka-operator', version: '1.2.0' },
    namespace: 'kafka',
    needs: ['foundation', 'prometheus-operator-crds'],
    wantedBy: ({ kafka_mode }) => kafka_mode === 'strimzi',
  },
  {
    name: 'velero',
    folder: 'addons/velero',
    chart: { repository: 'https://vmware-tanzu.github.io/helm-charts', name: 'velero', version: '12.1.0' },
    namespace: 'velero',
    needs: ['foundation', 'prometheus-operator-crds'],
    identity: { role: 'velero', serviceAccount: 'velero' },
  },
  {
    name: 'argo-cd',
    folder: 'addons/argo-cd',
    chart: { repository: 'https://argoproj.github.io/argo-helm', name: 'argo-cd', version: '10.1.1' },
    namespace: 'argocd',
    needs: ['foundation', 'prometheus-operator-crds'],
    optional: true,
  },
];
