import {
  bucketVariables,
  catalog,
  defaultPortBase,
  derivedNames,
  type EnvironmentName,
  environments,
  serviceNames,
  type DeclaredService,
  type ServiceName,
  settingsIn,
  standInOf,
} from '@fairway/catalog';
import type { SettingRow } from '@fairway/service-kit';
import { join } from 'node:path';
import { markdownTable, renderSections } from './marked-section.js';
import type { Rendering } from './rendered-file.js';

/** The settings of each service, in its README, from the schema that parses them. */
export async function renderEnvironmentTables(root: string): Promise<Rendering[]> {
  const { describeConfig } = await import('@fairway/service-kit');
  const { settingsOf } = await import('../repository/service-settings.js');
  const { variableProblems } = await import('./variable-problems.js');
  const ofServices = serviceNames.map(async (name): Promise<Rendering[]> => {
    const schema = await settingsOf(root, name);
    const problems = variableProblems(name, schema, catalog).map((problem) => ({
      path: 'catalog/src/services.ts',
      problem,
      fix,
    }));
    return [
      ...problems,
      renderSections(root, join('apps', name, 'README.md'), {
        environment: environmentTable(describeConfig(schema), givenValues(name)),
      }),
    ];
  });
  return (await Promise.all(ofServices)).flat();
}

const fix =
  "Make the service's entry in catalog/src/services.ts match its configuration: `settings` are plain, `secrets` are secret, and addresses follow from database, events and calls.";

function environmentTable(rows: readonly SettingRow[], given: ReadonlyMap<string, string>): string {
  return markdownTable(
    ['variable', 'default', 'set by the catalogue', 'meaning'],
    rows.map(({ name, required, default: preset, secret, description }) => [
      `\`${name}\``,
      required ? '**required**' : preset === undefined ? '-' : `\`${preset}\``,
      given.get(name) ?? '-',
      `${description}${secret ? ' (secret)' : ''}`,
    ]),
  );
}

/** The variables that the platform gives to a service, with their values. */
function givenValues(name: ServiceName): Map<string, string> {
  const service: DeclaredService = catalog.services[name];
  const byEnvironment = (Object.keys(environments) as EnvironmentName[]).map((environment) => {
    const values = settingsIn(
      environment,
      service,
      (server) => `http://127.0.0.1:${defaultPortBase + standInOf(server).portOffset}`,
    );
    return { environment, values };
  });
  const settingText = (variable: string) => {
    const byValue = Map.groupBy(byEnvironment, ({ values }) => values[variable]);
    return [...byValue]
      .map(([value, of]) =>
        byValue.size === 1 ? `\`${value}\`` : `${of.map(({ environment }) => environment).join(', ')}: \`${value}\``,
      )
      .join('; ');
  };
  return new Map([
    ...derivedNames(service).map((variable) => [variable, 'derived'] as const),
    ...bucketVariables(name, catalog.services).map((variable) => [variable, 'derived; dev, production'] as const),
    ...service.secrets.map((variable) => [variable, 'a secret'] as const),
    ...Object.keys(service.settings).map((variable) => [variable, settingText(variable)] as const),
  ]);
}
