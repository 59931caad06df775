/**
 * Compares the events that a service declares with its handlers. Permissions, network rules and dashboards follow the
 * declaration; the handlers are what runs.
 * @throws Error when they differ: the service does not start
 */
export function requireHandlersOf(service: string, consumes: readonly string[], handled: readonly string[]): void {
  const undeclared = [...new Set(handled)].filter((type) => !consumes.includes(type));
  const unhandled = consumes.filter((type) => !handled.includes(type));
  const problems = [
    ...undeclared.map(
      (type) =>
        `It handles ${type} but does not declare it: add it to its "consumes" in catalog/src/services.ts, or remove the handler.`,
    ),
    ...unhandled.map(
      (type) =>
        `It declares ${type} but has no handler: decorate one with @HandlesEvent(...) and list it in the providers of a module, or remove it from its "consumes" in catalog/src/services.ts.`,
    ),
  ];
  if (problems.length > 0) throw new Error([`${service} cannot start.`, ...problems].join('\n  '));
}
