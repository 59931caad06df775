import type { Kubectl } from './kubectl.js';

/** A value in a Secret of the cluster. */
export async function readSecret(kubectl: Kubectl, namespace: string, name: string, key: string): Promise<string> {
  const { data } = await kubectl.read<{ data: Record<string, string> }>([
    'get',
    'secret',
    name,
    '--namespace',
    namespace,
  ]);
  return Buffer.from(data[key] ?? '', 'base64').toString();
}
