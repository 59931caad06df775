import { findGoPrograms, type Run } from '@fairway/programs';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';

const mediaType = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
};

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

interface Manifest {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

const digestOf = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** A registry in memory, on a port of its own. */
export class TestRegistry implements Disposable {
  readonly #server;
  /** `127.0.0.1:<port>` */
  readonly address: string;

  private constructor(server: ReturnType<typeof spawn>, address: string) {
    this.#server = server;
    this.address = address;
  }

  /** @param referrers whether it has the referrers API of OCI 1.1, as ECR; Debian's registry has not */
  static async start({ referrers }: { referrers: boolean }, run: Run): Promise<TestRegistry> {
    const programs = await findGoPrograms(['oci-registry'], run);
    const server = spawn(programs['oci-registry'], [`-referrers=${referrers}`], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    for await (const address of createInterface({ input: server.stdout })) return new TestRegistry(server, address);
    throw new Error('The registry ended before it said where it listens.');
  }

  /** @returns the name of the image by its digest */
  async pushImage(repository: string, content: string): Promise<string> {
    const layer = await this.#pushBlob(repository, Buffer.from(content), mediaType.layer);
    const settings = { architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [layer.digest] } };
    const config = await this.#pushBlob(repository, Buffer.from(JSON.stringify(settings)), mediaType.config);
    const manifest = { schemaVersion: 2, mediaType: mediaType.manifest, config, layers: [layer] };
    return `${this.address}/${repository}@${await this.#pushManifest(repository, manifest)}`;
  }

  /**
   * Copies what refers to an image, its signatures and attestations, beside the same image in another repository.
   * @param change is made to each of them
   */
  async copyReferrers(image: string, target: string, change: (bundle: string) => string): Promise<void> {
    const [source = '', digest = ''] = image.slice(this.address.length + 1).split('@');
    const { manifests } = await this.#json<{ manifests: readonly Descriptor[] }>(`${source}/referrers/${digest}`);
    for (const referrer of manifests) {
      const manifest = await this.#json<Manifest>(`${source}/manifests/${referrer.digest}`);
      const copied = async (blob: Descriptor, changed: (text: string) => string) => {
        const text = await (await this.#request(`${source}/blobs/${blob.digest}`)).text();
        return await this.#pushBlob(target, Buffer.from(changed(text)), blob.mediaType);
      };
      const config = await copied(manifest.config, (text) => text);
      const layers = await Promise.all(manifest.layers.map((layer) => copied(layer, change)));
      await this.#pushManifest(target, { ...manifest, config, layers });
    }
  }

  async #pushBlob(repository: string, bytes: Buffer, type: string): Promise<Descriptor> {
    const digest = digestOf(bytes);
    await this.#request(`${repository}/blobs/uploads/?digest=${digest}`, {
      method: 'POST',
      body: new Uint8Array(bytes),
      headers: { 'content-type': 'application/octet-stream' },
    });
    return { mediaType: type, digest, size: bytes.length };
  }

  async #pushManifest(repository: string, manifest: object): Promise<string> {
    const body = JSON.stringify(manifest);
    const digest = digestOf(Buffer.from(body));
    await this.#request(`${repository}/manifests/${digest}`, {
      method: 'PUT',
      body,
      headers: { 'content-type': mediaType.manifest },
    });
    return digest;
  }

  async #json<T>(path: string): Promise<T> {
    return (await (await this.#request(path)).json()) as T;
  }

  async #request(path: string, init: RequestInit = {}): Promise<Response> {
    const answer = await fetch(`http://${this.address}/v2/${path}`, init);
    if (!answer.ok) throw new Error(`${init.method ?? 'GET'} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }

  [Symbol.dispose](): void {
    this.#server.kill();
  }
}
