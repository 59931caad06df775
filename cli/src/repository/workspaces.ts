import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Workspace {
  /** From the root of the repository: `packages/messaging`. */
  readonly folder: string;
  readonly name: string;
  /** The workspaces that it declares, by their names. */
  readonly dependencies: readonly string[];
  /** Those that only its tests use. */
  readonly devDependencies: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

export function workspacesOf(root: string): Workspace[] {
  const { workspaces } = readManifest(root) as Manifest & { workspaces: readonly string[] };
  const manifests = globSync(
    workspaces.map((pattern) => `${pattern}/package.json`),
    { cwd: root },
  ).map((path) => {
    const folder = path.slice(0, -'/package.json'.length);
    return { folder, ...readManifest(join(root, folder)) };
  });
  const names = new Set(manifests.map(({ name }) => name));
  const declared = (dependencies: object) => Object.keys(dependencies).filter((name) => names.has(name));
  return manifests.map(({ folder, name, dependencies = {}, devDependencies = {} }) => ({
    folder,
    name,
    dependencies: declared(dependencies),
    devDependencies: declared(devDependencies),
  }));
}

/** The workspaces that run other code when one of these files changes: its own, and those that depend on it. */
export function workspacesUsing(files: readonly string[], workspaces: readonly Workspace[]): Workspace[] {
  const using = new Set(workspaces.filter(({ folder }) => files.some((file) => file.startsWith(`${folder}/`))));
  // A set that grows while it is walked is walked to its new end.
  for (const { name } of using) {
    for (const other of workspaces) if (other.dependencies.includes(name)) using.add(other);
  }
  return [...using];
}

/** The workspaces whose tests run other code when one of these files changes. */
export function workspacesTesting(files: readonly string[], workspaces: readonly Workspace[]): Workspace[] {
  const using = workspacesUsing(files, workspaces);
  const names = new Set(using.map(({ name }) => name));
  return workspaces.filter(({ name, devDependencies }) => [name, ...devDependencies].some((used) => names.has(used)));
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}
