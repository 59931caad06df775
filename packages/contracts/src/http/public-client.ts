import type { Client } from 'openapi-fetch';
import type { paths } from './openapi.generated.js';

/** The routes of the public API, from its OpenAPI document. */
export type PublicPaths = paths;

/** A client of the public API. */
export type PublicClient = Client<PublicPaths>;
