// Builds the offline AWS provider into a Terraform mirror:
// node tools/offline-aws-provider/build.ts OUTDIR
import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const version = '6.66.0';
const sources = join(import.meta.dirname, 'provider');

/**
 * Builds the provider and its mirror into `outDir`, unless they exist and the sources are unchanged. Concurrent builds
 * disturb neither each other nor a running Terraform that uses the provider.
 * @returns the path of the CLI configuration, for the environment variable `TF_CLI_CONFIG_FILE`.
 * @throws if Go is missing or the sources do not compile.
 */
export async function buildOfflineProvider(outDir: string): Promise<string> {
  const out = resolve(outDir);
  const platform = await goPlatform();
  const folder = join(out, 'mirror', 'registry.terraform.io', 'hashicorp', 'aws', version, platform);
  const binary = join(folder, `terraform-provider-aws_v${version}_x5`);
  const stamp = join(out, `${platform}.sha256`);
  const configuration = join(out, 'terraformrc');
  const hash = await sourceHash(out);
  if (existsSync(binary) && existsSync(configuration) && (await readFile(stamp, 'utf8').catch(() => '')) === hash)
    return configuration;
  await mkdir(folder, { recursive: true });
  await inPlace(join(out, 'provider'), binary, async (draft) => {
    await run('go', ['build', '-trimpath', '-ldflags=-s -w', '-o', draft, '.'], {
      cwd: sources,
      env: { ...process.env, CGO_ENABLED: '0' },
    });
  });
  await inPlace(configuration, configuration, (draft) => writeFile(draft, cliConfiguration(join(out, 'mirror'))));
  // Last: a stamp means that everything else is complete.
  await inPlace(stamp, stamp, (draft) => writeFile(draft, hash));
  return configuration;
}

/** Writes a draft beside the target and renames it: a reader sees either the old or the new file, complete. */
async function inPlace(draftPrefix: string, target: string, write: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${draftPrefix}.${randomUUID()}`;
  await write(draft);
  await rename(draft, target);
}

async function goPlatform(): Promise<string> {
  try {
    const { stdout } = await run('go', ['env', 'GOOS', 'GOARCH'], { cwd: sources });
    return stdout.trim().replace('\n', '_');
  } catch (error) {
    const remedy =
      'Install Go (https://go.dev/dl), the version in tools/offline-aws-provider/provider/go.mod or newer.';
    throw new Error(`The offline AWS provider is compiled with Go, but \`go\` did not run. ${remedy}`, {
      cause: error,
    });
  }
}

/** The CLI configuration contains the mirror's path, so a moved folder counts as changed. */
async function sourceHash(out: string): Promise<string> {
  const hash = createHash('sha256').update(out);
  const files = (await readdir(sources)).filter(
    (file) => /\.(go|mod|sum|gz)$/.test(file) && !file.endsWith('_test.go'),
  );
  // Relative names: clones with the same sources share one build.
  for (const file of [...files.toSorted(), '../build.ts']) {
    hash.update(`\0${file}\0`).update(await readFile(join(sources, file)));
  }
  return hash.digest('hex');
}

function cliConfiguration(mirror: string): string {
  return `disable_checkpoint = true
provider_installation {
  filesystem_mirror {
    path = ${JSON.stringify(mirror)}
  }
}
`;
}

if (import.meta.main) {
  const outDir = process.argv[2];
  if (outDir === undefined) throw new Error('Usage: node tools/offline-aws-provider/build.ts OUTDIR');
  console.log(await buildOfflineProvider(outDir));
}
