type JsonSchema = Record<string, unknown>;

/**
 * What in `next` would break somebody who knows `previous`, each as a sentence with its place. Both ways count: old
 * consumers read new events, and new consumers read the old events that are still on the topic. So a property may be
 * added only as optional, and none may be removed or change; anything more is a new version of the event.
 */
export function schemaBreaks(previous: JsonSchema, next: JsonSchema, place = '#'): string[] {
  const [oldProperties, newProperties] = [propertiesOf(previous), propertiesOf(next)];
  const [oldRequired, newRequired] = [requiredOf(previous), requiredOf(next)];
  const names = new Set([...Object.keys(oldProperties), ...Object.keys(newProperties)]);
  const breaks = [...names].flatMap((name) => {
    const [before, after] = [oldProperties[name], newProperties[name]];
    const at = `${place}/${name}`;
    if (before === undefined) return newRequired.has(name) ? [`${at} is new and required; make it optional`] : [];
    if (after === undefined) return [`${at} is gone; old consumers may read it`];
    if (oldRequired.has(name) !== newRequired.has(name)) return [`${at} is required in one of the two only`];
    return schemaBreaks(before, after, at);
  });
  if (isSchema(previous['items']) && isSchema(next['items'])) {
    breaks.push(...schemaBreaks(previous['items'], next['items'], `${place}/[]`));
  }
  const changed = [...new Set([...Object.keys(previous), ...Object.keys(next)])]
    .filter((keyword) => !structural.has(keyword))
    .filter((keyword) => JSON.stringify(previous[keyword]) !== JSON.stringify(next[keyword]));
  if (changed.length > 0) breaks.push(`${place} changes ${changed.join(', ')}`);
  return breaks;
}

// Compared above, or without meaning for a reader.
const structural = new Set(['properties', 'required', 'items', 'title', 'description', '$schema']);

function propertiesOf(schema: JsonSchema): Record<string, JsonSchema> {
  return isSchema(schema['properties']) ? (schema['properties'] as Record<string, JsonSchema>) : {};
}

function requiredOf(schema: JsonSchema): Set<unknown> {
  return new Set(Array.isArray(schema['required']) ? schema['required'] : []);
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
