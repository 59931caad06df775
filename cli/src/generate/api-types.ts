import { productName } from '@fairway/catalog';
import { openApiDocument } from '@fairway/contracts';
import openapiTs, { astToString, type OpenAPI3 } from 'openapi-typescript';
import type { Rendering } from './rendered-file.js';

/**
 * The types of the public API for the typed client, generated from the OpenAPI document alone, as for any other client.
 */
export async function renderApiTypes(): Promise<Rendering> {
  const types = astToString(await openapiTs(openApiDocument(productName) as OpenAPI3, { alphabetize: false }));
  return {
    path: 'packages/contracts/src/http/openapi.generated.ts',
    content: `// Rendered by \`./fairway generate\` from the OpenAPI document.\n${types}`,
  };
}
