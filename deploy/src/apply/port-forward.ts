import { FairwayError } from '@fairway/errors';
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Target } from './kubectl.js';

/** A port of this machine that leads to a Service, until it is disposed of. */
export class PortForward implements Disposable {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#child = child;
  }

  /** @throws FairwayError when no pod of the Service is ready */
  static async open(
    { kubectl, kubeconfig }: Target,
    { namespace, service, port }: { namespace: string; service: string; port: number },
    env: NodeJS.ProcessEnv,
  ): Promise<PortForward> {
    const args = [
      '--kubeconfig',
      kubeconfig,
      'port-forward',
      '--namespace',
      namespace,
      `service/${service}`,
      `:${port}`,
    ];
    const child = spawn(kubectl, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const { promise, resolve, reject } = Promise.withResolvers<PortForward>();
    createInterface({ input: child.stdout }).on('line', (line) => {
      const own = /^Forwarding from 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
      if (own !== undefined) resolve(new PortForward(`http://127.0.0.1:${own}`, child));
    });
    child.once('error', reject);
    child.once('close', () =>
      reject(
        new FairwayError('failed', `No connection to ${service} in the cluster.`, {
          cause: said.trim(),
          hint: `See its pods: kubectl get pods --namespace ${namespace}`,
        }),
      ),
    );
    return promise;
  }

  [Symbol.dispose](): void {
    this.#child.kill();
  }
}
