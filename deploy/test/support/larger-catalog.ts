import { bareService, catalog, everywhere } from '@fairway/catalog';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Resource } from '../../src/apply/resources.js';
import { fillManifests, kubernetesFolder } from '../../src/hand-over/fill-manifests.js';
import { renderManifests } from '../../src/index.js';
import type { RenderedCatalog } from '../../src/render/declared.js';
import { changeComponents, type Components, kustomizedIn } from './built.js';
import { handOverOf, type onAws } from './hand-over.js';

/** Uses everything that a service may declare, and another calls it. */
export const added = 'stock-service';
/** Reads a bucket of the other, and nothing else gives it a way out. */
export const reader = 'report-service';

/** The catalogue and two services that a fork might add. */
export const larger: RenderedCatalog = {
  ...catalog,
  databases: { ...catalog.databases, stock: { role: 'stock_service' } },
  services: {
    ...catalog.services,
    'order-service': {
      ...catalog.services['order-service'],
      calls: [...catalog.services['order-service'].calls, added],
    },
    [added]: {
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
      buckets: { 'stock-counts': { purpose: 'counts of the year', readers: [reader], expirationDays: 400 } },
      deployment: { ...bareService.deployment, capacity: 'on-demand', scaleOn: { waitingRecords: 100 } },
    },
    [reader]: { ...bareService, portOffset: 51 },
  },
};

/** What `./fairway deploy` would send if this were the catalogue. @param changes as `built` of `built.ts` takes them */
export function builtLarger(environment: 'local' | (typeof onAws)[number], changes: Components = {}): Resource[] {
  const root = mkdtempSync(join(tmpdir(), 'larger-catalog-'));
  try {
    cpSync(kubernetesFolder, join(root, kubernetesFolder), { recursive: true });
    for (const manifest of renderManifests(root, larger)) {
      if (!('content' in manifest)) continue;
      mkdirSync(dirname(join(root, manifest.path)), { recursive: true });
      writeFileSync(join(root, manifest.path), manifest.content);
    }
    const overlay = join('overlays', environment);
    changeComponents(join(root, kubernetesFolder, overlay, 'kustomization.yaml'), changes);
    // Nothing of Terraform reaches the local overlay.
    if (environment === 'local') return kustomizedIn(join(root, kubernetesFolder), overlay);
    const filled = join(root, 'filled');
    fillManifests(root, filled, handOverOf(environment, larger.services));
    return kustomizedIn(filled, overlay);
  } finally {
    rmSync(root, { recursive: true });
  }
}
