import { workspacesTesting, type Workspace } from '../repository/workspaces.js';

/**
 * What tests read besides their own workspace, those that its package.json declares, and what all tests read.
 * `./fairway test SUITE --check-inputs` finds what is missing here.
 */
const alsoRead: readonly (readonly [path: RegExp, tests: RegExp])[] = [
  // They work in a copy of the repository, or judge all of it.
  [/^/, /^cli\/test\/(?:adopt|all-or-nothing|bench|dependency-direction|development|new-services)\./],
  // They start services, or read what services say of themselves.
  [
    /^apps\/.*(?<!\.md)$/,
    /^domain\/|e2e-spec\.ts$|^cli\/test\/(?:accounts-guide|admin|catalogue-mistakes|command-line|database-upgrades|readiness|server-errors|silent-servers|telemetry-commands)\./,
  ],
  [/^(?:apps|packages)\/.*(?<!\.md)$/, /^deploy\/test\/image\/production-tree\./],
  // They start stand-ins for what a service calls.
  [/^domain\/src\//, /^apps\//],
  // They run commands of guides, or render into documents.
  [/^docs\/|\.md$/, /^cli\/test\/(?:accounts-guide|aws-guide|catalogue-mistakes)\./],
  // They copy whole folders.
  [
    /^deploy\/.*\.md$/,
    /^cli\/test\/(?:deploy-aws|release-plan|release-status|until-handed-over)\.|^deploy\/test\/(?:addons|hand-over)\./,
  ],
  [/^infra\/.*\.md$/, /infra-spec\.ts$|^cli\/test\/doctor-aws\./],
  [/^\.github\//, /^cli\/test\/ci\.|^deploy\/test\/workflows\/|^infra\/test\/specification\./],
  [/^deploy\//, /^infra\/test\/specification\./],
  [/^deploy\/compose\.observability\.yaml$/, /^observability\//],
  // All infra tests share the plans of all stacks.
  [/^(?:catalog|infra|packages\/(?:contracts|errors))\//, /^tools\//],
];

/** Read only by tests that are named above. */
const byNameOnly = /\.md$|^docs\/|^LICENSE$|^\.(?:ci|github|vscode)\//;

/** Read by all: what runs them, and the manifests that tell which workspaces there are. */
const byAll = /^cli\/src\/checks\/|\/package\.json$/;

/** Test files that read the same. */
export interface TestGroup {
  /** Their workspace, or the one file outside of all. */
  readonly name: string;
  readonly files: readonly string[];
  /** Whether a file of the repository may change what they find; true for one that no rule knows. */
  reads(path: string): boolean;
}

/** @param files tests, from the root of the repository */
export function testGroups(files: readonly string[], workspaces: readonly Workspace[]): TestGroup[] {
  const folderOf = (path: string) => workspaces.find(({ folder }) => path.startsWith(`${folder}/`))?.folder;
  const alsoReadBy = (file: string) => alsoRead.filter(([, tests]) => tests.test(file)).map(([path]) => path);
  const byInputs = Map.groupBy(files, (file) => [folderOf(file) ?? file, ...alsoReadBy(file)].join(' '));
  return [...byInputs.values()].map((ofGroup) => {
    const [file = ''] = ofGroup;
    const own = folderOf(file);
    const also = alsoReadBy(file);
    const reads = (path: string) => {
      if (byAll.test(path) || also.some((form) => form.test(path))) return true;
      if (byNameOnly.test(path)) return false;
      if (folderOf(path) === undefined) return true;
      return workspacesTesting([path], workspaces).some(({ folder }) => folder === own);
    };
    return { name: own ?? file, files: ofGroup, reads };
  });
}
