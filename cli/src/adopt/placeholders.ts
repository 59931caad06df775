/** Values of the repository before a fork has its own. */
const examples: readonly string[] = [
  '111122223333',
  '10000001',
  '20000002',
  'example/fairway',
  '@example/platform',
  'Example Organisation',
];

/** RFC 2606 and RFC 6761 reserve these names for examples. */
const reservedName = /((^|[.@/])example\.(com|org|net)|\.example)([/:]|$)/;

/** Whether a value is only an example, so that it cannot be what a fork uses. */
export function isPlaceholder(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isPlaceholder);
  if (typeof value !== 'string') return false;
  return examples.some((example) => value === example || value.includes(`:${example}:`)) || reservedName.test(value);
}
