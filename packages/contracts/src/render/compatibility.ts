type JsonSchema = Record<string, unknown>;

/**
 * Lists what in `next` would break a reader that knows `previous`, each as a sentence with its place. Both directions
 * count: old consumers read new events, and new consumers read old events that are still on the topic. So a property
 * may be added only as optional, and none may be removed or changed; anything more needs a new version of the event.
 * For the same reason no object may be closed: its readers must accept an additional property.
 */
export function schemaBreaks(previous: JsonSchema, next: JsonSchema, place = '#'): string[] {
  const breaks = [
    ...closedObjects(next, place),
    ...propertyBreaks(previous, next, place),
    ...single.flatMap((keyword) => breaksBelow({ [keyword]: previous[keyword] }, { [keyword]: next[keyword] }, place)),
    ...maps.flatMap((keyword) => breaksBelow(previous[keyword], next[keyword], `${place}/${keyword}`)),
    ...lists.flatMap((keyword) =>
      breaksBelow({ ...listOf(previous[keyword]) }, { ...listOf(next[keyword]) }, `${place}/${keyword}`),
    ),
  ];
  const changed = [...new Set([...Object.keys(previous), ...Object.keys(next)])]
    .filter((keyword) => !compared.has(keyword))
    .filter((keyword) => JSON.stringify(previous[keyword]) !== JSON.stringify(next[keyword]));
  if (changed.length > 0) breaks.push(`${place} changes ${changed.join(', ')}`);
  return breaks;
}

// Keywords that contain a schema, schemas by name, and a list of schemas.
const single = ['items', 'additionalProperties', 'propertyNames', 'contains', 'not', 'if', 'then', 'else'];
const maps = ['patternProperties', 'dependentSchemas', '$defs', 'definitions'];
const lists = ['prefixItems', 'oneOf', 'anyOf', 'allOf'];
// Keywords that are compared separately, or that have no meaning for a reader.
const compared = new Set([
  ...single,
  ...maps,
  ...lists,
  'properties',
  'required',
  'unevaluatedProperties',
  'title',
  'description',
  'examples',
  '$schema',
]);

function closedObjects(schema: JsonSchema, place: string): string[] {
  if (schema['additionalProperties'] !== false && schema['unevaluatedProperties'] !== false) return [];
  return [
    `${place} is a closed object, so today's readers would refuse every later property; make it an open one (z.object)`,
  ];
}

function propertyBreaks(previous: JsonSchema, next: JsonSchema, place: string): string[] {
  const [oldProperties, newProperties] = [propertiesOf(previous), propertiesOf(next)];
  const [oldRequired, newRequired] = [requiredOf(previous), requiredOf(next)];
  const names = new Set([...Object.keys(oldProperties), ...Object.keys(newProperties)]);
  return [...names].flatMap((name) => {
    const [before, after] = [oldProperties[name], newProperties[name]];
    const at = `${place}/${name}`;
    if (after === undefined) return [`${at} is gone; old consumers may read it`];
    if (before === undefined) {
      const closed = schemaBreaks(after, after, at);
      return newRequired.has(name) ? [`${at} is new and required; make it optional`, ...closed] : closed;
    }
    if (oldRequired.has(name) !== newRequired.has(name)) return [`${at} is required in only one of the two versions`];
    return schemaBreaks(before, after, at);
  });
}

/** Compares schemas by name or place; none may be added or removed. */
function breaksBelow(previous: unknown, next: unknown, place: string): string[] {
  const [before, after] = [isSchema(previous) ? previous : {}, isSchema(next) ? next : {}];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
    const [one, other] = [before[name], after[name]];
    const at = `${place}/${name}`;
    if (isSchema(one) && isSchema(other)) return schemaBreaks(one, other, at);
    // Closed objects are reported above; opening one breaks no reader.
    if (one === other || ((one ?? false) === false && (other ?? false) === false)) return [];
    return [`${at} ${one === undefined ? 'is new' : other === undefined ? 'is gone' : 'changes'}`];
  });
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function propertiesOf(schema: JsonSchema): Record<string, JsonSchema> {
  return isSchema(schema['properties']) ? (schema['properties'] as Record<string, JsonSchema>) : {};
}

function requiredOf(schema: JsonSchema): Set<unknown> {
  return new Set(Array.isArray(schema['required']) ? schema['required'] : []);
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
