import type { IDeployment } from 'kubernetes-models/apps/v1';
import type { IJob } from 'kubernetes-models/batch/v1';
import type { IPodSpec } from 'kubernetes-models/v1';
import type { Resource } from '../../../src/apply/resources.js';

type Labels = Readonly<Record<string, string>>;

/** A built overlay, by kind and name. */
export class Overlay {
  readonly #resources: readonly Resource[];

  constructor(resources: readonly Resource[]) {
    this.#resources = resources;
  }

  all<Kind>(kind: string): (Resource & Kind)[] {
    return this.#resources.filter((resource) => resource.kind === kind) as (Resource & Kind)[];
  }

  /** @throws Error if it is missing */
  one<Kind>(kind: string, name: string): Resource & Kind {
    const found = this.all<Kind>(kind).find(({ metadata }) => metadata.name === name);
    if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
    return found;
  }

  /** Of every workload: its name, and its pods' labels and specification. */
  pods(): { name: string; labels: Labels; spec: IPodSpec }[] {
    return ['Deployment', 'StatefulSet', 'Job']
      .flatMap((kind) => this.all<IDeployment | IJob>(kind))
      .flatMap(({ metadata, spec }) => {
        const template = spec?.template;
        if (template?.spec === undefined) return [];
        return [{ name: metadata.name, labels: template.metadata?.labels ?? {}, spec: template.spec }];
      });
  }

  /** Names of the workloads whose pods a selector of labels selects. */
  selected(labels: Labels | undefined): string[] {
    return this.pods()
      .filter((pod) => Object.entries(labels ?? {}).every(([key, value]) => pod.labels[key] === value))
      .map(({ name }) => name);
  }

  /** Kustomize puts a hash behind the name, and into every reference. */
  settings(name: string): Readonly<Record<string, string>> {
    return this.one<{ data?: Record<string, string> }>('ConfigMap', name).data ?? {};
  }
}
