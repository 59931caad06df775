import { FairwayError } from '@fairway/errors';
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** The cluster that kubectl talks to. */
export interface Target {
  /** The program. */
  readonly kubectl: string;
  readonly kubeconfig: string;
}

/** A port of this machine that leads into the cluster, until it is disposed of. */
export class PortForward implements Disposable {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#child = child;
  }

  /** To a pod of a Service. @throws FairwayError when none is ready */
  static async open(
    target: Target,
    { namespace, service, port }: { namespace: string; service: string; port: number },
    env: NodeJS.ProcessEnv,
  ): Promise<PortForward> {
    const args = ['port-forward', '--namespace', namespace, `service/${service}`, `:${port}`];
    const hint = `See its pods: kubectl get pods --namespace ${namespace}`;
    return await PortForward.#start(target, args, env, { to: service, hint });
  }

  /** To the API server, with the rights of the user. @throws FairwayError */
  static async toApi(target: Target, env: NodeJS.ProcessEnv): Promise<PortForward> {
    const hint = 'See whether kubectl reaches it: kubectl version';
    return await PortForward.#start(target, ['proxy', '--port=0'], env, { to: 'the API server', hint });
  }

  static async #start(
    { kubectl, kubeconfig }: Target,
    args: readonly string[],
    env: NodeJS.ProcessEnv,
    { to, hint }: { to: string; hint: string },
  ): Promise<PortForward> {
    const child = spawn(kubectl, ['--kubeconfig', kubeconfig, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const { promise, resolve, reject } = Promise.withResolvers<PortForward>();
    createInterface({ input: child.stdout }).on('line', (line) => {
      const own = /^(?:Forwarding from|Starting to serve on) 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
      if (own !== undefined) resolve(new PortForward(`http://127.0.0.1:${own}`, child));
    });
    child.once('error', reject);
    child.once('close', () =>
      reject(new FairwayError('failed', `No connection to ${to} in the cluster.`, { cause: said.trim(), hint })),
    );
    return await promise;
  }

  [Symbol.dispose](): void {
    this.#child.kill();
  }
}
