import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface FakeSecret {
  /** The job that creates databases may read the master user's secret only, and write the others only. */
  readonly access: 'read' | 'write';
  value?: string;
}

/**
 * AWS Secrets Manager as far as database-bootstrap uses it (JSON over HTTP, version 1.1), with the rights of its role in
 * infra/terraform/stacks/cluster/identities-secrets.tf. Requests must be signed for the service.
 */
export class FakeSecretsManager implements AsyncDisposable {
  readonly secrets: Map<string, FakeSecret>;
  readonly #server = createServer((request, response) => {
    void this.#answer(request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    });
  });

  constructor(secrets: Record<string, FakeSecret>) {
    this.secrets = new Map(Object.entries(secrets));
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; body: object }> {
    const { SecretId, SecretString } = JSON.parse(await text(request)) as { SecretId: string; SecretString?: string };
    const secret = this.secrets.get(SecretId);
    const action = String(request.headers['x-amz-target']).replace('secretsmanager.', '');
    const signed = /^AWS4-HMAC-SHA256 Credential=[^,]+\/eu-central-1\/secretsmanager\/aws4_request, /;
    if (!signed.test(request.headers.authorization ?? '')) return refusal('IncompleteSignatureException');
    if (secret === undefined) return refusal('ResourceNotFoundException');
    if ((action === 'GetSecretValue') !== (secret.access === 'read')) return refusal('AccessDeniedException');
    if (action === 'GetSecretValue') return { status: 200, body: { SecretString: secret.value } };
    if (action === 'PutSecretValue' && SecretString !== undefined) secret.value = SecretString;
    const stages = secret.value === undefined ? {} : { VersionIdsToStages: { [crypto.randomUUID()]: ['AWSCURRENT'] } };
    return { status: 200, body: stages };
  }
}

function refusal(type: string) {
  return { status: 400, body: { __type: type, message: type } };
}
