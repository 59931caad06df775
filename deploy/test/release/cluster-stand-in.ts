import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kubectl } from '../../src/apply/kubectl.js';

/**
 * kubectl, with an API server that has one Lease and refuses what is older than the version it has, a Prometheus in which all
 * is well, and an Alertmanager that keeps what it is told.
 */
const program = `#!${process.execPath}
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require('node:fs');
const folder = process.env.CLUSTER_FOLDER;
const file = folder + '/lease.json';
const [, , , , verb, ...args] = process.argv;
const stored = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
const refuse = (text) => { process.stderr.write('Error from server (' + text + ')'); process.exit(1); };
if (existsSync(folder + '/down')) { writeFileSync(folder + '/asked', ''); refuse('ServiceUnavailable): the server is down'); }
const raw = args[args.indexOf('--raw') + 1];
if (verb === 'proxy')
  require('node:http').createServer((request, answer) => {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => { appendFileSync(folder + '/told', body + '\\n'); answer.end(); });
  }).listen(0, '127.0.0.1', function () { console.log('Starting to serve on 127.0.0.1:' + this.address().port); });
else if (verb === 'auth') process.stdout.write('yes\\n');
else if (verb === 'get' && args[0] === 'namespaces') process.stdout.write('namespace/dev');
else if (verb === 'get' && raw.endsWith('/alerts'))
  process.stdout.write(JSON.stringify({ data: { alerts: [{ state: 'firing', labels: { severity: 'watchdog' } }] } }));
else if (verb === 'get' && raw.includes('/query?'))
  process.stdout.write(JSON.stringify({ data: { result: raw.includes('error_budget_remaining') ? [{ metric: {}, value: [0, '1'] }] : [] } }));
else if (verb === 'get') process.stdout.write(JSON.stringify({ items: stored ? [stored] : [] }));
else {
  const lease = JSON.parse(readFileSync(0, 'utf8'));
  if (verb === 'create' && stored) refuse('AlreadyExists): leases "release" already exists');
  if (verb === 'replace' && lease.metadata.resourceVersion !== stored?.metadata.resourceVersion)
    refuse('Conflict): the object has been modified');
  lease.metadata.resourceVersion = String(Number(stored?.metadata.resourceVersion ?? 0) + 1);
  writeFileSync(file, JSON.stringify(lease));
  process.stdout.write(JSON.stringify(lease));
}
`;

export interface Lease {
  readonly metadata: { readonly resourceVersion: string };
  readonly spec: { holderIdentity: string; renewTime: string };
}

interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export class ClusterStandIn implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'fairway-cluster-'));
  readonly kubectl: Kubectl;

  constructor() {
    const path = join(this.#folder, 'kubectl');
    writeFileSync(path, program);
    chmodSync(path, 0o755);
    const env = { ...process.env, CLUSTER_FOLDER: this.#folder };
    this.kubectl = new Kubectl({ kubectl: path, kubeconfig: 'unused' }, env, new AbortController().signal);
  }

  get lease(): Lease {
    return JSON.parse(readFileSync(join(this.#folder, 'lease.json'), 'utf8')) as Lease;
  }

  set lease(lease: Lease) {
    writeFileSync(join(this.#folder, 'lease.json'), JSON.stringify(lease));
  }

  /** Everything that Alertmanager was told, in order. */
  get told(): Alert[] {
    const file = join(this.#folder, 'told');
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    return lines.flatMap((line) => JSON.parse(line) as Alert[]);
  }

  /** Whether it was asked while it was down. */
  get wasAskedInVain(): boolean {
    return existsSync(join(this.#folder, 'asked'));
  }

  set isDown(down: boolean) {
    if (down) writeFileSync(join(this.#folder, 'down'), '');
    else rmSync(join(this.#folder, 'down'));
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}
