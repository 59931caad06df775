import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from './settings.js';

/** What another team would enter in step 1 of docs/guides/aws.md. */
export const otherSettings = {
  project: 'acme',
  region: 'eu-central-1',
  accountId: '222233334444',
  repository: 'acme-corp/shop-platform',
  githubOwnerId: '30000003',
  githubRepositoryId: '40000004',
  // Not in alphabetical order: the order numbers the subnets, and nothing else may depend on it.
  zones: ['eu-central-1c', 'eu-central-1a', 'eu-central-1b'],
} as const satisfies Settings & { zones: readonly string[] };

/** A copy of `infra/terraform` after a team's step 1 of the guide; deleted with `using`. */
export class OtherTerraform implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'fairway-other-'));

  constructor() {
    cpSync(join(process.cwd(), 'infra', 'terraform'), this.folder, { recursive: true });
    const { project, region, accountId, repository, githubOwnerId, githubRepositoryId, zones } = otherSettings;
    const hcl = JSON.stringify;
    this.set('common', {
      project: hcl(project),
      region: hcl(region),
      account_id: hcl(accountId),
      repository: hcl(repository),
    });
    this.set('shared/global', {
      github: `{ owner_id = "${githubOwnerId}", repository_id = "${githubRepositoryId}" }`,
      domain_name: hcl('shop.example.org'),
    });
    for (const environment of ['dev', 'production']) {
      this.set(`${environment}/network`, { availability_zones: hcl(zones) });
      this.set(`${environment}/cluster`, {
        cluster_admin_role_arns: hcl([`arn:aws:iam::${accountId}:role/operators`]),
      });
    }
    for (const environment of ['shared', 'dev', 'production']) {
      const backend = `${environment}/backend.hcl`;
      this.#edit(backend, /^(bucket\s*=).*$/m, `$1 "${project}-terraform-state-${accountId}"`);
      this.#edit(backend, /^(region\s*=).*$/m, `$1 "${region}"`);
      this.#edit(backend, /^(kms_key_id\s*=).*$/m, `$1 "alias/${project}-terraform-state"`);
    }
  }

  /**
   * Sets variables of a `.tfvars` file to other values, in HCL, whether the file sets them or leaves their defaults.
   */
  set(file: string, values: Readonly<Record<string, string>>): void {
    const path = this.#path(`${file}.tfvars`);
    for (const [name, value] of Object.entries(values)) {
      const text = readFileSync(path, 'utf8');
      // A block or a list ends at the first bracket at the start of a line.
      const assigned = new RegExp(String.raw`^${name}\s*=\s*(?:\{\n[\s\S]*?^\}|\[\n[\s\S]*?^\]|.*)$`, 'm');
      writeFileSync(path, `${text.replace(assigned, '')}\n${name} = ${value}\n`);
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #edit(file: string, find: RegExp, replacement: string): void {
    const text = readFileSync(this.#path(file), 'utf8');
    if (!find.test(text)) throw new Error(`environments/${file} has no ${find.source}.`);
    writeFileSync(this.#path(file), text.replace(find, replacement));
  }

  #path(file: string): string {
    return join(this.folder, 'environments', file);
  }
}
