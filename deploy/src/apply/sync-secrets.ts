import { FairwayError } from '@fairway/errors';
import type { Resource } from './resources.js';
import type { Site } from './rollout.js';

const syncSeconds = 120;

/**
 * Makes the External Secrets operator read all secrets now, and waits for it: what a job has just written, or a person has
 * changed, is in the pods that start next.
 * @throws FairwayError with the reason of the operator, such as a secret without a value
 */
export async function syncSecrets(
  resources: readonly Resource[],
  { kubectl, namespace, progress }: Site,
): Promise<void> {
  const names = resources.flatMap(({ kind, metadata }) => (kind === 'ExternalSecret' ? metadata.name : []));
  if (names.length === 0) return;
  progress('secrets');
  const all = names.map((name) => `externalsecrets.external-secrets.io/${name}`);
  const inNamespace = ['--namespace', namespace];
  await kubectl.run(['annotate', ...all, ...inNamespace, '--overwrite', `force-sync=${Date.now()}`]);
  try {
    await kubectl.run(['wait', ...all, ...inNamespace, '--for=condition=Ready', `--timeout=${syncSeconds}s`]);
  } catch (error) {
    const { items } = await kubectl.read<{ items: ExternalSecret[] }>(['get', 'externalsecrets', ...inNamespace]);
    throw new FairwayError('failed', 'Secrets of AWS do not reach the cluster. No service was changed.', {
      cause: items.flatMap(problemOf).join('\n') || (error as Error).message,
      hint: 'A secret without a value gets one by `aws secretsmanager put-secret-value`; docs/guides/aws.md lists them.',
    });
  }
}

interface ExternalSecret extends Resource {
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
  };
}

function problemOf({ metadata, status }: ExternalSecret): string[] {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  return ready?.status === 'True' ? [] : [`${metadata.name}: ${ready?.message ?? 'the operator has not read it yet'}`];
}
