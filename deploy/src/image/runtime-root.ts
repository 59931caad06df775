import {
  chmodSync,
  copyFileSync,
  existsSync,
  globSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** The user of every image. A number, because Kubernetes cannot tell whether a name is root. */
const userId = 65_532;

/** The packages of Debian whose libraries Node and native modules load. Those that the base does not have are not needed. */
const libraries = ['libc6', 'libgcc-s1', 'libstdc++6', 'libatomic1'];

// Beside the libraries, packages have files for debuggers, and character sets for iconv. Licences stay.
const used = /\/(?:lib|lib64)\/[^/]*\/?[^/]*\.so[.\d]*$|\/copyright$/;

/**
 * Writes the root folder of an image: Node and its libraries from the base image, and no shell, package manager or npm.
 * It reads and copies files only, so the base may be of another processor.
 * @param architecture of the image, in Debian's words: `arm64`
 * @throws Error if the base is of another one: a container tool that takes the wrong base names no error itself
 */
export function writeRuntimeRoot(architecture: string, base: string, target: string): void {
  const records = readFileSync(join(base, 'var/lib/dpkg/status'), 'utf8').split('\n\n');
  const recordOf = (library: string) => records.find((text) => text.startsWith(`Package: ${library}\n`));
  if (recordOf('libc6')?.includes(`\nArchitecture: ${architecture}\n`) !== true)
    throw new Error(
      `The base image of the stage "node" is not for ${architecture}. Use a newer container tool, or build on ${architecture}.`,
    );
  const copy = (path: string) => copyEntry(base, path, target);
  copy('/usr/local/bin/node');
  // Scanners recognise the distribution by it, and each package by its record, as in distroless images.
  copy('/usr/lib/os-release');
  if (existsSync(join(base, 'usr/local/LICENSE'))) copy('/usr/local/LICENSE');
  for (const library of libraries) {
    const record = recordOf(library);
    if (record === undefined) continue;
    filesOf(library, base).forEach(copy);
    write(target, `var/lib/dpkg/status.d/${library}`, `${record}\n`);
  }
  // In Debian these are links to folders in /usr, and programs name their loader by them.
  for (const folder of ['lib', 'lib64'])
    if (existsSync(join(target, 'usr', folder))) symlinkSync(`usr/${folder}`, join(target, folder));
  write(target, 'etc/os-release', readFileSync(join(target, 'usr/lib/os-release'), 'utf8'));
  write(
    target,
    'etc/passwd',
    `root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:${userId}:${userId}:nonroot:/tmp:/sbin/nologin\n`,
  );
  write(target, 'etc/group', `root:x:0:\nnonroot:x:${userId}:\n`);
  write(target, 'etc/nsswitch.conf', 'hosts: files dns\n');
  mkdirSync(join(target, 'tmp'));
  chmodSync(join(target, 'tmp'), 0o1777);
  // The same base gives the same layer, which registries and nodes then have already.
  const { mtime } = statSync(join(base, 'usr/local/bin/node'));
  for (const path of globSync('**', { cwd: target })) lutimesSync(join(target, path), mtime, mtime);
}

function filesOf(library: string, base: string): string[] {
  // `libc6:amd64.list`
  const [list = ''] = globSync(`${library}{,:*}.list`, { cwd: join(base, 'var/lib/dpkg/info') });
  const paths = readFileSync(join(base, 'var/lib/dpkg/info', list), 'utf8')
    .trim()
    .split('\n');
  return paths.filter((path) => {
    // Slim images delete documentation that the list still names.
    const entry = statSync(join(base, path), { throwIfNoEntry: false });
    return entry !== undefined && !entry.isDirectory() && used.test(path);
  });
}

/** Copies a file or a link to where it really is: `/lib/ld.so` of a list is in `/usr/lib`. */
function copyEntry(base: string, path: string, target: string): void {
  const from = join(base, path);
  const to = join(target, relative(realpathSync(base), realpathSync(dirname(from))), from.slice(dirname(from).length));
  mkdirSync(dirname(to), { recursive: true });
  if (lstatSync(from).isSymbolicLink()) symlinkSync(readlinkSync(from), to);
  else copyFileSync(from, to);
}

function write(target: string, path: string, text: string): void {
  mkdirSync(dirname(join(target, path)), { recursive: true });
  writeFileSync(join(target, path), text);
}
