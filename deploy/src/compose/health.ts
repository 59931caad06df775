/**
 * When Compose checks health. While a container starts, only its first success counts: a slow or busy machine needs minutes
 * for Kafka alone, and `up` gives up at the first container that is unhealthy.
 */
export const healthTiming = { interval: '5s', timeout: '5s', start_interval: '1s', start_period: '10m' };
