import { FairwayError } from '@fairway/errors';
import { execFile, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const tools = ['buildah', 'podman', 'docker'] as const;
type Tool = (typeof tools)[number];

/** Platforms that images are built for. */
export type Platform = 'linux/amd64' | 'linux/arm64';

export const ownPlatform: Platform = process.arch === 'arm64' ? 'linux/arm64' : 'linux/amd64';

export interface BuildOptions {
  readonly dockerfile: string;
  readonly context: string;
  readonly platform: Platform;
  readonly arguments: Readonly<Record<string, string>>;
  /** Further folders that the Dockerfile copies from, by name. */
  readonly contexts: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly tag: string;
}

interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  /** Ends the step that runs. */
  readonly stopping: AbortSignal;
}

/** The container tool of this machine. What it prints goes to standard error. */
export class Builder {
  readonly tool: Tool;
  readonly #program: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #stopping: AbortSignal;

  private constructor(tool: Tool, program: string, { env, stopping }: Surroundings) {
    this.tool = tool;
    this.#program = program;
    this.#env = env;
    this.#stopping = stopping;
  }

  /**
   * The first of buildah, podman and docker that is on the PATH. FAIRWAY_BUILDAH names a program to use as buildah, for a
   * machine where buildah needs options of its own.
   * @throws FairwayError prerequisite_missing
   */
  static find(surroundings: Surroundings): Builder {
    const { env } = surroundings;
    const buildah = env['FAIRWAY_BUILDAH'] ?? '';
    if (buildah !== '') return new Builder('buildah', buildah, surroundings);
    const tool = tools.find((name) => isOnPath(name, env));
    if (tool !== undefined) return new Builder(tool, tool, surroundings);
    throw new FairwayError('prerequisite_missing', 'No container tool is on the PATH.', {
      cause: `Images are built by ${tools.join(', ')}, whichever is found first.`,
      hint: 'Install one of them: `apt-get install buildah` on Debian and Ubuntu, or Docker Desktop.',
    });
  }

  async build({ dockerfile, context, platform, tag, labels, ...options }: BuildOptions): Promise<void> {
    const pairs = (flag: string, values: Readonly<Record<string, string>>) =>
      Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]);
    const folder = mkdtempSync(join(tmpdir(), 'fairway-dockerfile-'));
    try {
      // buildah makes a step, and so an image, of each --label.
      const labelled = join(folder, 'Dockerfile');
      writeFileSync(labelled, `${readFileSync(dockerfile, 'utf8')}\n${labelInstruction(labels)}\n`);
      await this.#visibly(
        'build',
        // Docker and podman keep layers anyway.
        ...(this.tool === 'buildah' ? ['--layers'] : []),
        // buildah 1.28, and podman with it, take the platform of the image for `FROM --platform=$BUILDPLATFORM`. Docker's daemon knows its own.
        ...(this.tool === 'docker' ? [] : ['--build-arg', `BUILDPLATFORM=${ownPlatform}`]),
        '--file',
        labelled,
        '--platform',
        platform,
        ...pairs('--build-arg', options.arguments),
        ...pairs('--build-context', options.contexts),
        '--tag',
        tag,
        context,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /** The id and the size of a local image. */
  async describe(tag: string): Promise<{ id: string; size: string }> {
    const { stdout } = await run(this.#program, ['images', '--no-trunc', '--format', '{{.ID}} {{.Size}}', tag], {
      env: this.#env,
    });
    const [id = '', ...size] = (stdout.split('\n')[0] ?? '').split(' ');
    return { id: id.startsWith('sha256:') ? id : `sha256:${id}`, size: size.join(' ') };
  }

  /** Pushes a local image under a name in a registry, and returns its digest there. */
  async push(tag: string, target: string): Promise<string> {
    if (this.tool === 'docker') {
      await this.#visibly('tag', tag, target);
      await this.#visibly('push', target);
      const format = '{{range .RepoDigests}}{{println .}}{{end}}';
      const { stdout } = await run(this.#program, ['inspect', '--format', format, target], { env: this.#env });
      const repository = target.slice(0, target.lastIndexOf(':'));
      const named = stdout.split('\n').find((line) => line.startsWith(`${repository}@`)) ?? '';
      return named.slice(repository.length + 1);
    }
    const folder = mkdtempSync(join(tmpdir(), 'fairway-image-'));
    try {
      const digestFile = join(folder, 'digest');
      // Docker's own rule: a registry on this machine may speak plain HTTP.
      const plain = /^(?:localhost|127\.0\.0\.1)[:/]/.test(target) ? ['--tls-verify=false'] : [];
      await this.#visibly('push', ...plain, '--digestfile', digestFile, tag, `docker://${target}`);
      return readFileSync(digestFile, 'utf8').trim();
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  #visibly(...args: string[]): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const child = spawn(this.#program, args, { env: this.#env, stdio: ['ignore', 2, 2] });
    const stop = () => void child.kill('SIGTERM');
    this.#stopping.addEventListener('abort', stop);
    if (this.#stopping.aborted) stop();
    child.once('error', reject);
    child.once('exit', (code) => {
      this.#stopping.removeEventListener('abort', stop);
      if (code === 0) return resolve();
      if (this.#stopping.aborted) {
        const hint = 'Run the command again: finished steps are kept.';
        return reject(new FairwayError('interrupted', `Interrupted during ${this.tool} ${args[0] ?? ''}.`, { hint }));
      }
      reject(
        new FairwayError('failed', `${this.tool} ${args[0] ?? ''} failed.`, {
          cause: `${this.#program} ended with ${code === null ? 'a signal' : `exit code ${code}`}; its last lines are above.`,
          hint: `Fix what they name, then run the command again: finished steps are kept.`,
        }),
      );
    });
    return promise;
  }
}

function labelInstruction(labels: Readonly<Record<string, string>>): string {
  const quoted = (text: string) => `"${text.replaceAll(/["\\$]/g, String.raw`\$&`)}"`;
  return ['LABEL', ...Object.entries(labels).map(([name, value]) => `${quoted(name)}=${quoted(value)}`)].join(' ');
}

function isOnPath(name: string, env: NodeJS.ProcessEnv): boolean {
  return (env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
