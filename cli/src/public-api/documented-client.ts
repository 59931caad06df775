import {
  openApiPath,
  type ProblemDetails,
  problems,
  problemSchema,
  problemsOf,
  type PublicClient,
  publicRoutes,
} from '@fairway/contracts';
import { FairwayError } from '@fairway/errors';
import createClient, { type Middleware } from 'openapi-fetch';
import { z } from 'zod';
import { messageOf } from '../command-line/as-fairway-error.js';
import { httpFetch } from '../http-json.js';

// Longer than the gateway's own limit for a service, so that the gateway can report which service is slow.
const timeoutMs = 60_000;

/**
 * A client of the public API, typed by its OpenAPI document. It rejects any answer that the document does not contain.
 *
 * @throws FairwayError from every call without an answer, or with an undocumented one
 */
export function documentedClient(baseUrl: string): PublicClient {
  const client: PublicClient = createClient({ baseUrl, fetch: (request) => httpFetch(request, { timeoutMs }) });
  client.use(asDocumented(baseUrl));
  return client;
}

function asDocumented(baseUrl: string): Middleware {
  return {
    async onResponse({ request, schemaPath, response }) {
      const fault = undocumented(request.method, schemaPath, response.status, jsonOf(await response.clone().text()));
      if (fault === undefined) return;
      throw new FairwayError('failed', `${named(request)} answered ${response.status} ${fault.what}.`, {
        cause: fault.cause,
        hint: 'Compare the service with the schema of the route in packages/contracts/src.',
      });
    },
    onError({ request, error }) {
      return new FairwayError('failed', `${named(request)} got no answer from ${baseUrl}.`, {
        cause: messageOf(error),
        hint: 'Check `./fairway status` and `./fairway logs api-gateway`.',
      });
    },
  };
}

const named = ({ method, url }: Request) => `${method} ${new URL(url).pathname}`;

interface Fault {
  readonly what: string;
  readonly cause: string | undefined;
}

/** The part of an answer that the document does not contain. */
function undocumented(method: string, path: string, status: number, body: unknown): Fault | undefined {
  const route = publicRoutes.find((candidate) => candidate.method === method && openApiPath(candidate) === path);
  if (route === undefined) throw new Error(`${method} ${path} is in the generated types, but not in the contracts.`);
  const succeeded = status === route.success.status;
  const checked = (succeeded ? (route.success.body ?? z.undefined()) : problemSchema).safeParse(body);
  if (!checked.success) {
    const cause = checked.error.issues.map(({ path: field, message }) => `/${field.join('/')}: ${message}`).join('\n');
    return { what: 'with a body that breaks its contract', cause };
  }
  if (succeeded) return undefined;
  const { code, detail } = checked.data as ProblemDetails;
  const documented = problemsOf(route).some((known) => known === code && problems[known].status === status);
  return documented ? undefined : { what: `(${code}), which is not documented`, cause: detail };
}

/** Undefined when the text is empty or not JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
