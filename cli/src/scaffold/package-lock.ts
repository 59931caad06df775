/** What `npm install` would write into `package-lock.json` for a new workspace whose dependencies are all there. */
export function lockWithWorkspace(lock: string, folder: string, manifest: WorkspaceManifest): string {
  const { packages, ...rest } = JSON.parse(lock) as { packages: Record<string, object> };
  const { name, version, license, dependencies, devDependencies } = manifest;
  const entries = Object.entries({
    ...packages,
    [folder]: { name, version, license, dependencies, devDependencies },
    [`node_modules/${name}`]: { resolved: folder, link: true },
  }).sort(([one], [other]) => one.localeCompare(other, 'en'));
  return `${JSON.stringify({ ...rest, packages: Object.fromEntries(entries) }, null, 2)}\n`;
}

export interface WorkspaceManifest {
  readonly name: string;
  readonly version: string;
  readonly private: true;
  readonly description: string;
  readonly license: string;
  readonly type: 'module';
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
