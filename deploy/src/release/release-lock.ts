import { FairwayError } from '@fairway/errors';
import { hostname } from 'node:os';
import type { Kubectl } from '../apply/kubectl.js';

const name = 'release';
/** A deployer that was killed stops renewing, and the next one takes over after this time. */
const leaseSeconds = 60;
const renewEveryMs = 15_000;

interface Lease {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly resourceVersion?: string };
  readonly spec: {
    readonly holderIdentity: string;
    readonly leaseDurationSeconds: number;
    readonly acquireTime: string;
    readonly renewTime: string;
  };
}

/**
 * A Lease in the namespace of an environment: one release at a time, from whichever machine. The API server decides between
 * two that ask at once.
 */
export class ReleaseLock {
  readonly #kubectl: Kubectl;
  readonly #namespace: string;
  readonly #lost = new AbortController();
  #lease: Lease;
  #renewedAtMs = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #renewing: Promise<void> = Promise.resolve();

  private constructor(kubectl: Kubectl, namespace: string, lease: Lease) {
    this.#kubectl = kubectl;
    this.#namespace = namespace;
    this.#lease = lease;
    this.#timer = setInterval(() => (this.#renewing = this.#renew()), renewEveryMs);
  }

  /**
   * @param holder who deploys, for the others
   * @throws FairwayError still_running while another deployer has it
   */
  static async take(kubectl: Kubectl, namespace: string, holder: string): Promise<ReleaseLock> {
    const held = await read(kubectl, namespace);
    if (held === undefined) await requireNamespace(kubectl, namespace);
    if (held !== undefined && !isExpired(held)) throw taken(held);
    const now = microTime();
    const lease: Lease = {
      metadata: { name, namespace, ...versionOf(held) },
      spec: {
        // Two runs of one person on one machine are two holders.
        holderIdentity: `${holder} on ${hostname()}, process ${process.pid}`,
        leaseDurationSeconds: leaseSeconds,
        acquireTime: now,
        renewTime: now,
      },
    };
    try {
      return new ReleaseLock(kubectl, namespace, await put(kubectl, held === undefined ? 'create' : 'replace', lease));
    } catch (error) {
      const winner = await read(kubectl, namespace);
      if (winner !== undefined && !isExpired(winner)) throw taken(winner);
      throw error;
    }
  }

  /** Aborted when another deployer may have it, because it could not be renewed in time. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  async release(): Promise<void> {
    clearInterval(this.#timer);
    await this.#renewing;
    if (this.#lost.signal.aborted) return;
    await this.#kubectl.run([
      'delete',
      `leases.coordination.k8s.io/${name}`,
      '--namespace',
      this.#namespace,
      '--ignore-not-found',
      // Waiting would need the right to watch.
      '--wait=false',
    ]);
  }

  async #renew(): Promise<void> {
    const startedAtMs = performance.now();
    try {
      const { metadata, spec } = this.#lease;
      this.#lease = await put(this.#kubectl, 'replace', { metadata, spec: { ...spec, renewTime: microTime() } });
      this.#renewedAtMs = startedAtMs;
    } catch (error) {
      if (performance.now() - this.#renewedAtMs < leaseSeconds * 1_000 && !/Conflict|NotFound/.test(String(error)))
        return;
      clearInterval(this.#timer);
      this.#lost.abort(
        new FairwayError('failed', 'This release has lost its lock, so another one may have begun.', {
          cause: error instanceof FairwayError ? error.cause : String(error),
          hint: 'See `./fairway release history`, then release again.',
        }),
      );
    }
  }
}

/** The first release of an administrator makes the namespace; a pipeline may not even ask whether it exists. */
async function requireNamespace(kubectl: Kubectl, namespace: string): Promise<void> {
  if (!(await kubectl.may('create', 'namespaces', namespace))) return;
  const found = await kubectl.run(['get', 'namespaces', namespace, '--ignore-not-found', '--output=name']);
  if (found === '') await kubectl.run(['create', 'namespace', namespace]);
}

async function read(kubectl: Kubectl, namespace: string): Promise<Lease | undefined> {
  const { items } = await kubectl.read<{ items: Lease[] }>([
    'get',
    'leases.coordination.k8s.io',
    '--namespace',
    namespace,
  ]);
  return items.find(({ metadata }) => metadata.name === name);
}

async function put(kubectl: Kubectl, verb: 'create' | 'replace', lease: Lease): Promise<Lease> {
  const resource = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', ...lease };
  return JSON.parse(await kubectl.run([verb, '--output=json', '--filename=-'], JSON.stringify(resource))) as Lease;
}

const versionOf = (held: Lease | undefined) =>
  held?.metadata.resourceVersion === undefined ? {} : { resourceVersion: held.metadata.resourceVersion };

// Clocks of deployers differ by seconds, the margin between renewals and the end is three renewals.
const isExpired = ({ spec }: Lease) => Date.parse(spec.renewTime) + spec.leaseDurationSeconds * 1_000 < Date.now();

/** Kubernetes wants microseconds. */
const microTime = () => new Date().toISOString().replace('Z', '000Z');

function taken({ metadata, spec }: Lease): FairwayError {
  return new FairwayError('still_running', `Another release to ${metadata.namespace} is running.`, {
    cause: `${spec.holderIdentity} began at ${spec.acquireTime} and was alive at ${spec.renewTime}.`,
    hint: `Wait for it. One whose process was killed gives way ${leaseSeconds} seconds after that.`,
  });
}
