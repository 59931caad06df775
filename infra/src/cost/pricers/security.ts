import { assumed } from '../assumptions.js';
import { blocksOf, textOf } from '../attributes.js';
import { charge } from '../line.js';
import { prices } from '../price-book.js';
import type { Pricer } from './pricer.js';

export const securityPricers = {
  // A rotated key costs one more dollar a month after its first and its second rotation, thus after one and two years.
  aws_kms_key: () => [charge('security', 'KMS key', 1, prices.kmsKey)],

  aws_secretsmanager_secret: () => [charge('security', 'secret', 1, prices.secret)],

  // An alarm on an expression is paid for each metric in it.
  aws_cloudwatch_metric_alarm: (alarm) => {
    const queried = blocksOf(alarm, 'metric_query').filter((query) => blocksOf(query, 'metric').length > 0).length;
    return [charge('observability', 'CloudWatch alarm', Math.max(1, queried), prices.alarm)];
  },

  aws_ecr_registry_scanning_configuration: (configuration, { environment }) =>
    textOf(configuration, 'scan_type') === 'ENHANCED'
      ? [
          charge('registry', 'first scans by Inspector', assumed('imagesPushed', environment), prices.inspectorImage, 'imagesPushed'),
          charge('registry', 'repeated scans by Inspector', assumed('imagesRescanned', environment), prices.inspectorRescan, 'imagesRescanned'),
        ]
      : [],
} as const satisfies Record<string, Pricer>;
