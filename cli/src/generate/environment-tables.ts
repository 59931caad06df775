import { serviceNames } from '@fairway/catalog';
import type { SettingRow } from '@fairway/service-kit';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { z } from 'zod';
import { markdownTable, renderSection } from './marked-section.js';
import type { Rendering } from './rendered-file.js';

/** The settings of each service, in its README, from the schema that parses them. */
export async function renderEnvironmentTables(root: string): Promise<Rendering[]> {
  const { describeConfig } = await import('@fairway/service-kit');
  return await Promise.all(
    serviceNames.map(async (name) => {
      // By path, not by name: nobody depends on an app.
      const config = pathToFileURL(join(root, 'apps', name, 'dist', 'src', 'config.js')).href;
      const { configSchema } = (await import(config)) as { configSchema: z.ZodObject };
      return renderSection(root, join('apps', name, 'README.md'), 'environment', environmentTable(describeConfig(configSchema)));
    }),
  );
}

function environmentTable(rows: readonly SettingRow[]): string {
  return markdownTable(
    ['variable', 'default', 'meaning'],
    rows.map(({ name, required, default: preset, secret, description }) => [
      `\`${name}\``,
      required ? '**required**' : preset === undefined ? '-' : `\`${preset}\``,
      `${description}${secret ? ' (secret)' : ''}`,
    ]),
  );
}
