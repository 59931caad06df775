import { commandLine, type Programs, type Target } from '@fairway/infra';
import { FairwayError } from '@fairway/errors';
import { readOrFail } from './read-or-fail.js';

/** The images of a project in ECR. */
export class EcrImages {
  readonly #target: Target;
  readonly #registry: string;
  readonly #programs: Programs;

  /** @param registry ends with a slash */
  constructor(target: Target, registry: string, programs: Programs) {
    this.#target = target;
    this.#registry = registry;
    this.#programs = programs;
  }

  /** Where the image with a tag is: `<registry>/<repository>@sha256:...` @throws FairwayError not_found */
  async resolveDigest(name: string, tag: string): Promise<string> {
    const query = ['--query', 'imageDetails[0].imageDigest', '--output', 'text'] as const;
    const ask = ['aws', 'ecr', 'describe-images', ...this.#repository(name)] as const;
    const digest = await readOrFail([...ask, '--image-ids', `imageTag=${tag}`, ...query], this.#programs, {
      code: 'not_found',
      hint: `Build the images of this commit and push them to ${this.#registry}. Nothing was changed.`,
    });
    return `${this.#registry}${name}@${digest.trim()}`;
  }

  /**
   * Gives images the tag of a version, which the registry keeps longer than commits.
   * @throws FairwayError when it belongs to another image, because it cannot move
   */
  async tag(version: string, images: Readonly<Record<string, { readonly digest: string }>>): Promise<void> {
    for (const [name, { digest }] of Object.entries(images)) {
      const ask = ['aws', 'ecr', 'batch-get-image', ...this.#repository(name)] as const;
      const query = ['--query', 'images[0].imageManifest', '--output', 'text'] as const;
      const manifest = await readOrFail([...ask, '--image-ids', `imageDigest=${digest}`, ...query], this.#programs);
      if (manifest.trim() === 'None')
        throw new FairwayError('not_found', `The registry no longer has ${name} of ${version}: ${digest}.`, {
          hint: 'Choose a release whose images it has. Nothing was deployed.',
        });
      const put = ['aws', 'ecr', 'put-image', ...this.#repository(name), '--image-tag', version] as const;
      const { exitCode, stderr } = await this.#programs.read([...put, '--image-manifest', manifest.replace(/\n$/, '')]);
      // It has the tag already, from an earlier try.
      if (exitCode === 0 || stderr.includes('ImageAlreadyExistsException')) continue;
      throw new FairwayError('failed', `${name} did not get the tag ${version}.`, {
        cause: `\`${commandLine(put)}\`: ${stderr.trim()}`,
        hint: 'A version is released once; a new commit needs a new one. Nothing was deployed.',
      });
    }
  }

  #repository(name: string) {
    const { accountId, region, project } = this.#target;
    return ['--region', region, '--registry-id', accountId, '--repository-name', `${project}/${name}`] as const;
  }
}
