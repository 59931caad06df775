import type { IPodSpec } from 'kubernetes-models/v1';
import { refusedAsRestricted } from './restricted.js';

/** What is wrong with the pods of any workload. */
export function podMistakes(pod: IPodSpec): string[] {
  return [
    ...refusedAsRestricted(pod),
    ...(pod.automountServiceAccountToken === false ? [] : ['has a token of the Kubernetes API']),
    ...pod.containers.flatMap(({ image = '', resources, securityContext }) => [
      // `./fairway deploy` replaces the name by a reference with a digest.
      ...(/^[a-z][a-z-]*$/.test(image) ? [] : [`its image ${image} is not the name of an image`]),
      ...(resources?.requests?.['cpu'] === undefined ? ['requests no CPU'] : []),
      ...(resources?.requests?.['memory'] === undefined ? ['requests no memory'] : []),
      ...(resources?.limits?.['memory'] === undefined ? ['has no limit of memory'] : []),
      ...(securityContext?.readOnlyRootFilesystem === true ? [] : ['may write to its root file system']),
    ]),
  ];
}
