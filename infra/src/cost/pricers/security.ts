import { assumed } from '../assumptions.js';
import { blocksOf, textOf } from '../attributes.js';
import { charge } from '../line.js';
import type { Pricer } from './pricer.js';

export const securityPricers = {
  aws_kms_key: ({ values }, { environment, prices }) => [
    charge('security', 'KMS key', 1, prices.kmsKey),
    ...(values['enable_key_rotation'] === true
      ? [
          charge(
            'security',
            'earlier versions of a rotated KMS key',
            assumed('rotatedKeyVersions', environment),
            prices.kmsKey,
            'rotatedKeyVersions',
          ),
        ]
      : []),
  ],

  aws_secretsmanager_secret: (_, { prices }) => [charge('security', 'secret', 1, prices.secret)],

  // An alarm on an expression is charged for each metric in it.
  aws_cloudwatch_metric_alarm: (alarm, { prices }) => {
    const queried = blocksOf(alarm, 'metric_query').filter((query) => blocksOf(query, 'metric').length > 0).length;
    return [charge('observability', 'CloudWatch alarm', Math.max(1, queried), prices.alarm)];
  },

  aws_ecr_registry_scanning_configuration: (configuration, { environment, prices }) =>
    textOf(configuration, 'scan_type') === 'ENHANCED'
      ? [
          charge(
            'registry',
            'first scans by Inspector',
            assumed('imagesPushed', environment),
            prices.inspectorImage,
            'imagesPushed',
          ),
          charge(
            'registry',
            'repeated scans by Inspector',
            assumed('imagesRescanned', environment),
            prices.inspectorRescan,
            'imagesRescanned',
          ),
        ]
      : [],
} as const satisfies Record<string, Pricer>;
