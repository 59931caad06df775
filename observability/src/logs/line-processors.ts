// As RFC 5322 has them, roughly: a line with an address in it must not reach the store.
const emailAddress = '[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}';

/**
 * What a collector does with each line of JSON, in this order: it lifts time, level, service, trace and ids beside the
 * line, which stays as it was written, and blocks e-mail addresses.
 * @param idNames fields of a line, such as `orderId`, which is found as `order_id`
 */
export function lineProcessors(idNames: readonly string[]) {
  return {
    'transform/lines': {
      error_mode: 'ignore',
      log_statements: [
        {
          context: 'log',
          conditions: ['IsMatch(log.body, "^\\\\{")'],
          statements: [
            'merge_maps(log.cache, ParseJSON(log.body), "upsert")',
            'set(log.time, Time(log.cache["time"], "%Y-%m-%dT%H:%M:%S.%LZ")) where log.cache["time"] != nil',
            'set(log.severity_text, log.cache["level"]) where log.cache["level"] != nil',
            'set(resource.attributes["service.name"], log.cache["service"]) where log.cache["service"] != nil',
            'set(log.trace_id.string, log.cache["traceId"]) where log.cache["traceId"] != nil',
            ...idNames.map(
              (name) =>
                `set(log.attributes["${attributeOf(name)}"], log.cache["${name}"]) where log.cache["${name}"] != nil`,
            ),
          ],
        },
      ],
    },
    redaction: { allow_all_keys: true, blocked_values: [emailAddress] },
  };
}

/** The attribute of the id, as stores of logs name it. */
export function attributeOf(idName: string): string {
  return idName.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
