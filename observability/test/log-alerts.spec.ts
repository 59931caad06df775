import { catalog } from '@fairway/catalog';
import { parser } from '@grafana/lezer-logql';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { lineProcessors } from '../src/logs/line-processors.js';
import { logAlerts } from '../src/logs/log-alerts.js';
import { isAlert } from '../src/rules/rule.js';
import { watchedServices } from '../src/rules/watched-service.js';

const services = watchedServices(catalog);
const alerts = logAlerts(services).rules.filter(isAlert);
const loki = join(import.meta.dirname, '../../deploy/kubernetes/addons/loki');
const values = parse(readFileSync(join(loki, 'values.yaml'), 'utf8')) as {
  loki: {
    structuredConfig: { ruler_storage: { local: { directory: string } } };
    distributor: { otlp_config: { default_resource_attributes_as_index_labels: string[] } };
  };
  singleBinary: {
    extraVolumes: { name: string; configMap: { name: string } }[];
    extraVolumeMounts: { name: string; mountPath: string }[];
  };
};

/** The names in a LogQL text: of streams' labels, and of what lies beside a line. */
function namesIn(expr: string): string[] {
  const names: string[] = [];
  parser.parse(expr).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) throw new Error(`No LogQL at ${from}: ${expr}`);
      if (type.name === 'Identifier') names.push(expr.slice(from, to));
    },
  });
  return names;
}

it.each(alerts)('$alert is LogQL, and asks for what the collector sends alone', ({ expr }) => {
  const labels = values.loki.distributor.otlp_config.default_resource_attributes_as_index_labels;
  const lifted = JSON.stringify(lineProcessors([])).includes('log.severity_text') ? ['severity_text'] : [];
  expect(new Set(namesIn(expr))).toEqual(new Set(['service_name', 'severity_text']));
  expect([...labels.map((name) => name.replaceAll('.', '_')), ...lifted]).toEqual(
    expect.arrayContaining(namesIn(expr)),
  );
  for (const { name } of services) expect(expr).toContain(name);
});

it('a mistake in LogQL is noticed', () => {
  expect(() => namesIn('sum by (service_name) count_over_time({service_name="a"}[1m])')).toThrow('No LogQL');
});

it('Loki finds the rules of its one tenant', () => {
  const { metadata } = parse(readFileSync(join(loki, 'before/rules.yaml'), 'utf8')) as { metadata: { name: string } };
  const { extraVolumes, extraVolumeMounts } = values.singleBinary;
  const volume = extraVolumes.find(({ configMap }) => configMap.name === metadata.name);
  expect(extraVolumeMounts).toContainEqual(
    expect.objectContaining({
      name: volume?.name,
      mountPath: `${values.loki.structuredConfig.ruler_storage.local.directory}/fake`,
    }),
  );
});
