import { FairwayError } from '@fairway/errors';
import { type Outcome, runProgram } from '@fairway/infra';
import { PortForward, type Target } from './port-forward.js';

/** The API server records under this name which fields a deployment owns. */
export const fieldManager = 'fairway';

/** Runs kubectl. The API server is reached through it alone, so a deployment can do no more than its user could. */
export class Kubectl {
  readonly #target: Target;
  readonly #env: NodeJS.ProcessEnv;
  readonly #stopping: AbortSignal;

  constructor(target: Target, env: NodeJS.ProcessEnv, stopping: AbortSignal) {
    this.#target = target;
    this.#env = env;
    this.#stopping = stopping;
  }

  /**
   * @param input what it reads from standard input
   * @returns its standard output
   * @throws FairwayError when it fails, with what it said
   */
  async run(args: readonly string[], input = ''): Promise<string> {
    const output = await this.#start(args, input);
    if (output.exitCode !== 0) throw this.#failure(args, output);
    return output.stdout;
  }

  async read<Answer>(args: readonly string[]): Promise<Answer> {
    return JSON.parse(await this.run([...args, '--output=json'])) as Answer;
  }

  /** Whether the user has a permission in a namespace. @param resource `deployments.apps` */
  async may(verb: string, resource: string, namespace: string): Promise<boolean> {
    const args = ['auth', 'can-i', verb, resource, '--namespace', namespace];
    const output = await this.#start(args);
    if (output.exitCode !== 0 && output.stdout.trim() !== 'no') throw this.#failure(args, output);
    return output.exitCode === 0;
  }

  /**
   * Sends JSON to a path of the API server. kubectl itself can, but names no type of content, which servers behind it refuse.
   * @throws FairwayError when the answer is an error
   */
  async post(path: string, body: object): Promise<void> {
    using api = await PortForward.toApi(this.#target, this.#env);
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(body), signal: this.#stopping };
    const answer = await fetch(`${api.url}${path}`, init);
    if (answer.ok) return;
    throw new FairwayError('failed', `POST ${path} of the API server was answered with ${answer.status}.`, {
      cause: (await answer.text()).trim(),
      hint: 'A Role must allow it, and the server behind it must run.',
    });
  }

  /** Server-side, so that fields which others own, such as the replicas of an autoscaler, stay as they are. */
  async apply(resources: readonly object[]): Promise<void> {
    const list = { apiVersion: 'v1', kind: 'List', items: resources };
    await this.run(
      ['apply', '--server-side', '--force-conflicts', `--field-manager=${fieldManager}`, '--filename=-'],
      JSON.stringify(list),
    );
  }

  async #start(args: readonly string[], input = ''): Promise<Outcome> {
    const { kubectl, kubeconfig } = this.#target;
    this.#stopping.throwIfAborted();
    return await runProgram(kubectl, ['--kubeconfig', kubeconfig, ...args], {
      env: this.#env,
      input,
      signal: this.#stopping,
    });
  }

  #failure(args: readonly string[], { stderr }: Outcome): FairwayError {
    return new FairwayError('failed', `kubectl ${args.join(' ')} failed.`, {
      cause: stderr.trim(),
      hint: 'Run it yourself with the same kubeconfig to see more: ' + this.#target.kubeconfig,
    });
  }
}
