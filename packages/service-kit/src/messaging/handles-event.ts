import type { EventDefinition } from '@fairway/contracts';
import type { EventHandler, HandledEvents } from '@fairway/messaging';
import type { EntityManager } from 'typeorm';

/**
 * The type that `@HandlesEvent` accepts. `handle` is a property because parameters of methods are checked less
 * strictly.
 */
interface Handles<Definition extends EventDefinition> {
  readonly handle: (events: HandledEvents<Definition>, manager: EntityManager) => Promise<void>;
}

type ServiceHandler = EventHandler<EventDefinition, EntityManager>;

const eventOfClass = new WeakMap<Function, EventDefinition>();

/**
 * Makes the class a handler of this event once it is in the `providers` of a module; `handle` has the contract of
 * `EventHandler`. All handlers of one event run one after the other, in the transaction that also records the event: in
 * the order of the modules in `service.ts`, within a module in the order of its providers.
 */
export function HandlesEvent<Definition extends EventDefinition>(event: Definition) {
  return (handler: abstract new (...dependencies: never[]) => Handles<Definition>): void => {
    eventOfClass.set(handler, event);
  };
}

/** An instance created by Nest, and the module that provides it. */
export interface Provided {
  readonly instance: unknown;
  readonly module: string;
}

/**
 * Finds the handlers among all providers.
 * @throws Error for a class that would handle an event twice, or not at all
 */
export function handlersAmong(provided: readonly Provided[]): ServiceHandler[] {
  const found = new Map<Function, Provided & { handler: ServiceHandler }>();
  const problems = provided.flatMap(({ instance, module }) => {
    const type = classOf(instance);
    if (type === undefined) return [];
    const event = eventOfClass.get(type);
    if (event === undefined) return looksLikeHandler(type) ? [undecorated(type, module)] : [];
    const handler = instance as Omit<ServiceHandler, 'event'>;
    const earlier = found.get(type);
    if (earlier !== undefined)
      return earlier.instance === instance ? [] : [twice(type, event, [earlier.module, module])];
    found.set(type, {
      instance,
      module,
      handler: { event, handle: (events, manager) => handler.handle(events, manager) },
    });
    return [];
  });
  if (problems.length > 0) throw new Error(problems.join('\n  '));
  return [...found.values()].map(({ handler }) => handler);
}

function classOf(instance: unknown): Function | undefined {
  return typeof instance === 'object' && instance !== null ? instance.constructor : undefined;
}

function looksLikeHandler(type: Function): boolean {
  const { handle } = type.prototype as { handle?: unknown };
  return typeof handle === 'function' && handle.length === 2;
}

function undecorated({ name }: Function, module: string): string {
  return `${name} of ${module} has a method handle(events, manager) and no event: decorate it with @HandlesEvent(...), or give the method another name.`;
}

function twice({ name }: Function, { type }: EventDefinition, modules: readonly string[]): string {
  return `${name} would handle each ${type} twice, because ${modules.join(' and ')} both provide it: leave it in the providers of one, which exports it to the other.`;
}
