import { type ServiceName, services } from '@fairway/catalog';
import type { IExternalSecret } from '@kubernetes-models/external-secrets/external-secrets.io/v1';
import { labelsOf } from './labels.js';
import type { Manifest } from './manifest.js';

/** Environment variables of a service that hold secrets. */
function secretVariablesOf(service: ServiceName): string[] {
  const { database, secrets } = services[service];
  return [...(database === null ? [] : ['DATABASE_URL']), ...secrets];
}

const secretStoreName = 'secrets-manager';

export function externalSecret(service: ServiceName): Manifest<IExternalSecret> {
  return {
    resource: {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name: service, labels: labelsOf(service) },
      spec: {
        refreshInterval: '1h0m0s',
        secretStoreRef: { kind: 'SecretStore', name: secretStoreName },
        target: { name: service },
        data: secretVariablesOf(service).map((variable) => ({
          secretKey: variable,
          remoteRef: { key: `${service}/${variable}` },
        })),
      },
    },
    reasons: {
      'spec.data': 'The SecretStore of each environment puts <project>/<environment>/ before the key.',
    },
  };
}
