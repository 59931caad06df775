import type { IExternalSecret } from '@kubernetes-models/external-secrets/external-secrets.io/v1';
import type { Declared } from './declared.js';
import { labelsOf } from './labels.js';
import type { Manifest } from './manifest.js';

/** Environment variables of a service that hold secrets. */
function secretVariablesOf({ database, secrets }: Declared): string[] {
  return [...(database === null ? [] : ['DATABASE_URL']), ...secrets];
}

export function externalSecret(service: Declared): Manifest<IExternalSecret> {
  const { name } = service;
  return {
    resource: {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name, labels: labelsOf(name) },
      spec: {
        secretStoreRef: { name },
        data: secretVariablesOf(service).map((variable) => ({
          secretKey: variable,
          remoteRef: { key: `${name}/${variable}` },
        })),
      },
    },
    reasons: {
      'spec.data': 'The SecretStore puts <project>/<environment>/ before the key.',
    },
  };
}
