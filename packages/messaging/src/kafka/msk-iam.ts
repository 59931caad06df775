import type { KafkaSecurity } from './platformatic-kafka.js';

/**
 * Access to Amazon MSK with the AWS identity of the process. The bearer token is a request to `kafka-cluster:Connect`
 * in the region, signed with the credentials of the SDK's default chain (in a pod the role of its service account). It
 * is valid for 15 minutes. Source: "Configure clients to use IAM access control", Amazon MSK Developer Guide.
 */
export function mskIamSecurity(region: string): KafkaSecurity {
  return {
    async token() {
      // Loaded on demand: on a laptop the SDK would only slow the start of the services.
      const { generateAuthToken } = await import('aws-msk-iam-sasl-signer-js');
      return (await generateAuthToken({ region })).token;
    },
  };
}
