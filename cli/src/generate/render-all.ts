import { catalog } from '@fairway/catalog';
import { renderManifests } from '@fairway/deploy';
import { domain } from '@fairway/domain';
import { renderObservability } from '@fairway/observability';
import { answersTemplate } from '../adopt/answers.js';
import { renderApiTypes } from './api-types.js';
import { renderContractFiles } from './contract-files.js';
import { renderEnvironmentTables } from './environment-tables.js';
import type { Rendering } from './rendered-file.js';
import { renderRunbookTables } from './runbook-tables.js';
import { renderServiceTable } from './service-table.js';
import { renderTerraformCatalog } from './terraform-catalog.js';

/** Every generated file of the repository. Add further ones here. */
export async function renderAll(root: string): Promise<Rendering[]> {
  return [
    renderServiceTable(root),
    ...(await renderEnvironmentTables(root)),
    ...(await renderContractFiles(root)),
    await renderApiTypes(),
    renderTerraformCatalog(catalog),
    ...renderManifests(root),
    ...renderObservability([domain.entity.idName, 'eventId']),
    renderRunbookTables(root),
    { path: 'docs/guides/adopt.jsonc', content: answersTemplate() },
  ];
}
