import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What another team would enter in step 1 of docs/guides/aws.md. */
export const otherSettings = {
  project: 'acme',
  region: 'eu-central-1',
  accountId: '222233334444',
  repository: 'acme-corp/shop-platform',
  githubOwnerId: '30000003',
  githubRepositoryId: '40000004',
  // Not in the order of the alphabet: the order numbers subnets, and nothing else may depend on it.
  zones: ['eu-central-1c', 'eu-central-1a', 'eu-central-1b'],
} as const;

/** A copy of `infra/terraform` in which a team has made step 1 of the guide; gone with `using`. */
export class OtherTerraform implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'fairway-other-'));

  constructor() {
    cpSync(join(process.cwd(), 'infra', 'terraform'), this.folder, { recursive: true });
    const { project, region, accountId, repository, githubOwnerId, githubRepositoryId, zones } = otherSettings;
    this.set('common', { project, region, account_id: accountId, repository });
    this.set('shared/global', { owner_id: githubOwnerId, repository_id: githubRepositoryId, domain_name: 'shop.example.org' });
    for (const environment of ['dev', 'production']) {
      this.append(`${environment}/network`, `availability_zones = ${JSON.stringify(zones)}`);
      this.#edit(`${environment}/cluster.tfvars`, /^(cluster_admin_role_arns\s*=).*$/m, `$1 ["arn:aws:iam::${accountId}:role/operators"]`);
    }
    for (const environment of ['shared', 'dev', 'production']) {
      const backend = `${environment}/backend.hcl`;
      this.#edit(backend, /^(bucket\s*=).*$/m, `$1 "${project}-terraform-state-${accountId}"`);
      this.#edit(backend, /^(region\s*=).*$/m, `$1 "${region}"`);
      this.#edit(backend, /^(kms_key_id\s*=).*$/m, `$1 "alias/${project}-terraform-state"`);
    }
  }

  /** Gives variables of a `.tfvars` file other texts. @throws Error when the file does not set one */
  set(file: string, values: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(values)) this.#edit(`${file}.tfvars`, new RegExp(String.raw`^(\s*${name}\s*=).*$`, 'm'), `$1 "${value}"`);
  }

  append(file: string, line: string): void {
    writeFileSync(this.#path(`${file}.tfvars`), `\n${line}\n`, { flag: 'a' });
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
