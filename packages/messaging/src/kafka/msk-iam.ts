import type { KafkaSecurity } from './platformatic-kafka.js';

/**
 * Access to Amazon MSK by the process's own AWS identity: a request to `kafka-cluster:Connect` in the region, signed with the credentials of the
 * SDK's default chain (in a pod its service account's role), as the bearer token. It is good for 15 minutes.
 * Source: "Configure clients to use IAM access control", Amazon MSK Developer Guide.
 */
export function mskIamSecurity(region: string): KafkaSecurity {
  return {
    async token() {
      // Loaded when it is needed: the SDK costs a laptop's services start-up time for nothing.
      const { generateAuthToken } = await import('aws-msk-iam-sasl-signer-js');
      return (await generateAuthToken({ region })).token;
    },
  };
}
