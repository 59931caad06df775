import type { RenderedManifest } from '../render/files.js';
import { yamlOf } from '../render/manifest.js';
import { secretsScript } from './secrets-script.js';
import { configs, reasonsOfServers, servers, volumes } from './servers.js';
import { ownContainers, reasonsOfServices } from './services.js';

const heading = '# Made by `./fairway generate` from the catalogue. compose/README.md says how to run it.\n';

/** The compose file, and the script that makes its env file. */
export function renderCompose(): RenderedManifest[] {
  const resource = {
    name: 'fairway',
    include: ['compose.observability.yaml'],
    services: { ...servers(), ...ownContainers() },
    configs: configs(),
    volumes,
  };
  const reasons = {
    include: 'What watches the platform, in the profile `observability`.',
    ...reasonsOfServers,
    ...reasonsOfServices,
  };
  return [
    { path: 'deploy/compose.yaml', content: heading + yamlOf({ resource, reasons }) },
    { path: 'deploy/compose/secrets.sh', content: secretsScript() },
  ];
}
