import { type Cpu, type LockedPackage, type LockedPackages, productionPackages } from './production-packages.js';

/**
 * The software bill of materials of one app, in CycloneDX 1.6: every package in its production tree. Node and the
 * libraries of Debian are not in it: scanners find them in the image.
 */
export function softwareBillOfMaterials(locked: LockedPackages, app: string, cpu: Cpu, version: string): object {
  const packages = [...productionPackages(locked, app, cpu)].filter(([path]) => locked[path]?.link !== true);
  // A link stands for the workspace that it points to.
  const reference = (path: string) =>
    purlOf(locked[path]?.link === true ? (locked[path].resolved ?? path) : path, locked, version);
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: { type: 'application', ...componentOf(app, locked, version) },
    },
    components: packages
      .filter(([path]) => path !== app)
      .map(([path]) => ({ type: 'library', ...componentOf(path, locked, version) })),
    dependencies: packages.map(([path, direct]) => ({
      ref: reference(path),
      dependsOn: [...new Set(direct.map(reference))],
    })),
  };
}

function componentOf(path: string, locked: LockedPackages, version: string): object {
  const entry = locked[path] ?? {};
  const purl = purlOf(path, locked, version);
  return {
    'bom-ref': purl,
    name: nameOf(path, entry),
    version: entry.version ?? version,
    ...(entry.license === undefined ? {} : { licenses: [{ expression: entry.license }] }),
    purl,
    ...(entry.integrity === undefined ? {} : { hashes: [hashOf(entry.integrity)] }),
  };
}

/** https://github.com/package-url/purl-spec */
function purlOf(path: string, locked: LockedPackages, version: string): string {
  const entry = locked[path] ?? {};
  return `pkg:npm/${nameOf(path, entry).replace('@', '%40')}@${entry.version ?? version}`;
}

function nameOf(path: string, { name }: LockedPackage): string {
  return name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** `sha512-<base64>` */
function hashOf(integrity: string): object {
  const [algorithm = '', base64 = ''] = integrity.split('-', 2);
  return {
    alg: algorithm.toUpperCase().replace('SHA', 'SHA-'),
    content: Buffer.from(base64, 'base64').toString('hex'),
  };
}
