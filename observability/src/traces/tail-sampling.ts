export interface TailSampling {
  /** Longer than a usual trace takes; later spans follow the decision. */
  readonly decisionWait: `${number}s`;
  /** Of the traces that are neither slow nor failed, the share that is kept, in percent. */
  readonly percent: number;
}

/** The processor that keeps each trace that failed or was slow, and a share of the others, once all of its spans are there. */
export function tailSampling({ decisionWait, percent }: TailSampling): object {
  return {
    decision_wait: decisionWait,
    num_traces: 20_000,
    decision_cache: { sampled_cache_size: 50_000, non_sampled_cache_size: 50_000 },
    policies: [
      { name: 'errors', type: 'status_code', status_code: { status_codes: ['ERROR'] } },
      { name: 'slow', type: 'latency', latency: { threshold_ms: 500 } },
      { name: 'others', type: 'probabilistic', probabilistic: { sampling_percentage: percent } },
    ],
  };
}
