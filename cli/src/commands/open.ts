import { spawn } from 'node:child_process';
import type { Command } from '../command-line/context.js';
import { findInstance } from '../instance/instance.js';
import { TelemetryApi } from '../telemetry/telemetry-api.js';

const paths = {
  prometheus: '/api/v1/targets',
  alertmanager: '/api/v2/alerts',
  logs: '/select/vmui',
  traces: '/',
} as const;

interface Opened {
  readonly url: string;
  readonly opened: boolean;
}

/** Opens a page in the browser, and prints its address for machines without one. */
export const open: Command<{ instance: string; server: keyof typeof paths }, Opened> = {
  async run({ server, ...input }, { root, env }) {
    const url = `${TelemetryApi.of(findInstance(root, input.instance)).url(server)}${paths[server]}`;
    const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
    const hasDisplay = process.platform === 'darwin' || Boolean(env['DISPLAY'] ?? env['WAYLAND_DISPLAY']);
    return { url, opened: hasDisplay && (await starts(opener, url)) };
  },

  render: ({ url }) => url,
};

function starts(opener: string, url: string): Promise<boolean> {
  const child = spawn(opener, [url], { stdio: 'ignore', detached: true });
  child.unref();
  return new Promise((resolve) => {
    child.once('spawn', () => resolve(true));
    child.once('error', () => resolve(false));
  });
}
