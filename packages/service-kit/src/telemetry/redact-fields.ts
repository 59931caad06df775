const sensitive = new Set(['authorization', 'password', 'refreshtoken', 'accesstoken', 'cookie', 'set-cookie']);
const mask = '[redacted]';
const maxDepth = 8;

/**
 * Masks values with a secret-sounding name, at any depth. pino's own `redact` reaches only the depths that its paths
 * spell out. An object without nested objects and secrets is returned unchanged.
 */
export function redactFields(fields: Record<string, unknown>): Record<string, unknown> {
  for (const key in fields) {
    if (sensitive.has(key.toLowerCase()) || isPlain(fields[key])) return redactObject(fields, 0);
  }
  return fields;
}

function redactObject(fields: Record<string, unknown>, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      sensitive.has(key.toLowerCase()) ? mask : redactValue(value, depth + 1),
    ]),
  );
}

function redactValue(value: unknown, depth: number): unknown {
  if (!isPlain(value)) return value;
  if (depth > maxDepth) return '[too deep]';
  return Array.isArray(value) ? value.map((item) => redactValue(item, depth + 1)) : redactObject(value, depth);
}

/** Errors and class instances are left to their serializers and `toJSON`. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null;
}
