import { clusterPricers } from './cluster.js';
import { dataPricers } from './data.js';
import { networkPricers } from './network.js';
import type { Pricer } from './pricer.js';
import { securityPricers } from './security.js';

/** Types that are charged per resource. */
export const pricers: Readonly<Record<string, Pricer>> = {
  ...networkPricers,
  ...clusterPricers,
  ...dataPricers,
  ...securityPricers,
};
