import { openApiDocument } from '@fairway/contracts';
import openapiTs, { astToString, type OpenAPI3 } from 'openapi-typescript';
import type { Rendering } from './rendered-file.js';

/** What the typed client knows of the public API: made from the document alone, as any other client's would be. */
export async function renderApiTypes(): Promise<Rendering> {
  const types = astToString(await openapiTs(openApiDocument() as OpenAPI3, { alphabetize: false }));
  return {
    path: 'packages/contracts/src/http/openapi.generated.ts',
    content: `// Made by \`./fairway generate\` from the OpenAPI document.\n${types}`,
  };
}
