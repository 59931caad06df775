import { bareService, catalog, everywhere } from '@fairway/catalog';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { fillManifests } from '../src/hand-over/fill-manifests.js';
import { renderManifests } from '../src/index.js';
import type { RenderedCatalog } from '../src/render/declared.js';
import { it, kustomizedIn } from './support/built.js';
import { handOverOf, onAws } from './support/hand-over.js';
import type { Policy } from './support/network/allows.js';
import { judgeOverlay } from './support/network/judge-overlay.js';
import { workloadMistakes } from './support/workloads/workload-mistakes.js';

const name = 'stock-service';

/** Uses everything that a service may declare, and another calls it. */
const larger: RenderedCatalog = {
  ...catalog,
  databases: { ...catalog.databases, stock: { role: 'stock_service' } },
  services: {
    ...catalog.services,
    'order-service': {
      ...catalog.services['order-service'],
      calls: [...catalog.services['order-service'].calls, name],
    },
    [name]: {
      ...bareService,
      kind: 'worker',
      calls: ['auth-service'],
      consumes: ['order.created'],
      database: 'stock',
      settings: {
        TOKEN_AUDIENCE: everywhere('fairway'),
        SUPPLIER_URL: {
          local: { localServer: 'partner-sandbox', path: '/' },
          dev: 'https://supplier.example',
          production: 'https://supplier.example',
        },
      },
      secrets: ['PSEUDONYM_KEY'],
      deployment: { ...bareService.deployment, capacity: 'on-demand', scaleOn: { waitingRecords: 100 } },
    },
  },
};

function buildWith(environment: (typeof onAws)[number]) {
  const root = mkdtempSync(join(tmpdir(), 'added-service-'));
  try {
    cpSync('deploy/kubernetes', join(root, 'deploy/kubernetes'), { recursive: true });
    for (const manifest of renderManifests(root, larger)) {
      if (!('content' in manifest)) continue;
      mkdirSync(dirname(join(root, manifest.path)), { recursive: true });
      writeFileSync(join(root, manifest.path), manifest.content);
    }
    const filled = join(root, 'filled');
    fillManifests(root, filled, handOverOf(environment, Object.keys(larger.services)));
    return kustomizedIn(filled, `overlays/${environment}`);
  } finally {
    rmSync(root, { recursive: true });
  }
}

it.for(onAws)(
  'a service that joins the catalogue gets all that it needs in %s, and all provers pass',
  (environment) => {
    const resources = buildWith(environment);
    const own = resources.filter(({ metadata }) =>
      new RegExp(`^${name}(-migration|-[0-9a-z]{10})?$`).test(metadata.name),
    );
    expect(own.map(({ kind }) => kind).toSorted()).toEqual([
      'ConfigMap',
      'Deployment',
      'ExternalSecret',
      'Job',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'PodMonitor',
      'ScaledObject',
      'SecretStore',
      'Service',
      'ServiceAccount',
    ]);
    const policies = resources.filter(({ kind }) => kind === 'NetworkPolicy') as Policy[];
    expect(workloadMistakes(resources, larger, environment)).toEqual([]);
    expect([...judgeOverlay(resources, policies, larger, environment)]).toEqual([]);
  },
);
