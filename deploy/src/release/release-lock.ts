import { FairwayError } from '@fairway/errors';
import { hostname } from 'node:os';
import type { Kubectl } from '../apply/kubectl.js';

const name = 'release';
/** A deployer that was killed stops renewing, and the next one takes over after this time. */
const leaseSeconds = 60;
const renewEveryMs = 10_000;
/** Before the lease ends, so that no other deployer has begun when this one stops. */
const giveUpAfterMs = 45_000;
const answerWithin = '--request-timeout=10s';

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
  // Not a monotonic clock: that of Linux stands still while a laptop sleeps, and the lease does not.
  #renewedAt = Date.now();
  #renewing: Promise<void> | undefined;
  readonly #timer: NodeJS.Timeout;

  private constructor(kubectl: Kubectl, namespace: string, lease: Lease) {
    this.#kubectl = kubectl;
    this.#namespace = namespace;
    this.#lease = lease;
    this.#timer = setInterval(() => this.#tick(), 1_000);
  }

  /**
   * @param holder who deploys, for the others
   * @throws FairwayError still_running while another deployer has it; prerequisite_missing without the rights
   */
  static async take(kubectl: Kubectl, namespace: string, holder: string): Promise<ReleaseLock> {
    if (!(await kubectl.may('update', 'leases.coordination.k8s.io', namespace)))
      throw new FairwayError('prerequisite_missing', `You may not release to the namespace ${namespace}.`, {
        cause: 'The Role "deployer" does not exist there yet, is older than this, or is not granted to you.',
        hint: 'An administrator of the cluster deploys the first time: `./fairway deploy`. Nothing was changed.',
      });
    await requireNamespace(kubectl, namespace);
    const held = await read(kubectl, namespace);
    if (held !== undefined && !isExpired(held)) throw taken(held);
    const now = microTime(Date.now());
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

  /** Ends the lease, if it is still ours: the version that was read last must be the current one. */
  async release(): Promise<void> {
    clearInterval(this.#timer);
    await this.#renewing;
    if (this.#lost.signal.aborted) return;
    const { metadata, spec } = this.#lease;
    await put(this.#kubectl, 'replace', { metadata, spec: { ...spec, renewTime: microTime(0) } });
  }

  /** One renewal at a time: two would have the same version, and the second would look like another deployer. */
  #tick(): void {
    const ageMs = Date.now() - this.#renewedAt;
    if (ageMs > giveUpAfterMs) this.#lose(`It was renewed ${Math.round(ageMs / 1_000)} s ago for the last time.`);
    else if (ageMs > renewEveryMs) this.#renewing ??= this.#renew().finally(() => (this.#renewing = undefined));
  }

  async #renew(): Promise<void> {
    const startedAt = Date.now();
    try {
      const { metadata, spec } = this.#lease;
      this.#lease = await put(this.#kubectl, 'replace', {
        metadata,
        spec: { ...spec, renewTime: microTime(startedAt) },
      });
      this.#renewedAt = startedAt;
    } catch (error) {
      const cause = error instanceof FairwayError ? (error.cause ?? error.message) : String(error);
      // Anything else may pass before the lease ends.
      if (/Conflict|NotFound/.test(cause)) this.#lose(cause);
    }
  }

  #lose(cause: string): void {
    clearInterval(this.#timer);
    this.#lost.abort(
      new FairwayError('failed', 'This release has lost its lock, so another one may have begun.', {
        cause,
        hint: `See \`./fairway release history\` for ${this.#namespace}, then release again.`,
      }),
    );
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
    answerWithin,
  ]);
  return items.find(({ metadata }) => metadata.name === name);
}

async function put(kubectl: Kubectl, verb: 'create' | 'replace', lease: Lease): Promise<Lease> {
  const resource = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', ...lease };
  return JSON.parse(
    await kubectl.run([verb, '--output=json', '--filename=-', answerWithin], JSON.stringify(resource)),
  ) as Lease;
}

const versionOf = (held: Lease | undefined) =>
  held?.metadata.resourceVersion === undefined ? {} : { resourceVersion: held.metadata.resourceVersion };

// The holder stops 15 seconds before this, because the clocks of two machines differ.
const isExpired = ({ spec }: Lease) => Date.parse(spec.renewTime) + spec.leaseDurationSeconds * 1_000 < Date.now();

/** Kubernetes wants microseconds. */
const microTime = (ms: number) => new Date(ms).toISOString().replace('Z', '000Z');

function taken({ metadata, spec }: Lease): FairwayError {
  return new FairwayError('still_running', `Another release to ${metadata.namespace} is running.`, {
    cause: `${spec.holderIdentity} began at ${spec.acquireTime} and was alive at ${spec.renewTime}.`,
    hint: `Wait for it. One whose process was killed gives way ${leaseSeconds} seconds after that.`,
  });
}
