import type { IPodSpec } from 'kubernetes-models/v1';

const volumes = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];
const profiles = ['RuntimeDefault', 'Localhost'];

/**
 * What Pod Security `restricted` refuses, in the order of "Pod Security Standards" in the documentation of Kubernetes.
 * Stricter in one point: the profile and the user are set for the whole pod.
 */
export function refusedAsRestricted(pod: IPodSpec): string[] {
  const context = pod.securityContext ?? {};
  const containers = [...pod.containers, ...(pod.initContainers ?? [])];
  return [
    ...(['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => pod[field] === true).map((f) => `has ${f}`),
    ...(context.runAsNonRoot === true ? [] : ['runAsNonRoot is not true']),
    ...((context.runAsUser ?? 0) === 0 ? ['runAsUser is 0 or missing'] : []),
    ...(profiles.includes(context.seccompProfile?.type ?? '') ? [] : ['has no seccomp profile']),
    ...(context.sysctls === undefined ? [] : ['sets sysctls']),
    ...(pod.volumes ?? [])
      .filter((volume) => !Object.keys(volume).every((key) => key === 'name' || volumes.includes(key)))
      .map(({ name }) => `volume ${name} has a type that is refused`),
    ...containers.flatMap(({ name, ports = [], securityContext = {} }) => {
      const { capabilities, seccompProfile, runAsUser, runAsNonRoot, procMount } = securityContext;
      return [
        ...(securityContext.privileged === true ? ['is privileged'] : []),
        ...(securityContext.allowPrivilegeEscalation === false ? [] : ['allowPrivilegeEscalation is not false']),
        ...(capabilities?.drop?.includes('ALL') ? [] : ['does not drop all capabilities']),
        ...(capabilities?.add === undefined ? [] : ['adds capabilities']),
        ...(runAsNonRoot === false || runAsUser === 0 ? ['runs as root'] : []),
        ...(seccompProfile === undefined || profiles.includes(seccompProfile.type) ? [] : ['has no seccomp profile']),
        ...(procMount === undefined ? [] : ['sets procMount']),
        ...(ports.some(({ hostPort }) => hostPort !== undefined) ? ['takes a port of the node'] : []),
      ].map((problem) => `container ${name} ${problem}`);
    }),
  ];
}
