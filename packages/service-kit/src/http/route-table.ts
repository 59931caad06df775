import type { FastifyInstance } from 'fastify';

interface Pattern {
  readonly segments: readonly string[];
  readonly methods: Set<string>;
}

/**
 * Which methods an address takes. The router finds one method's routes only, so this is asked about requests that have no
 * route, and by no others.
 */
export class RouteTable {
  readonly #patterns = new Map<string, Pattern>();

  constructor(fastify: FastifyInstance) {
    fastify.addHook('onRoute', ({ url, method }) => {
      const pattern = this.#patterns.get(url) ?? { segments: url.split('/'), methods: new Set() };
      this.#patterns.set(url, pattern);
      for (const each of [method].flat()) pattern.methods.add(each);
    });
  }

  /** As the header `Allow` has them; undefined when there is nothing at this address. */
  methodsOf(url: string): string | undefined {
    const segments = pathOf(url).split('/');
    const methods = [...this.#patterns.values()]
      .filter((pattern) => matches(pattern.segments, segments))
      .flatMap((pattern) => [...pattern.methods]);
    return methods.length === 0 ? undefined : [...new Set(methods)].toSorted().join(', ');
  }
}

function pathOf(url: string): string {
  // A target may have the form of a whole URL (RFC 9112, 3.2.2).
  const path = url.replace(/^[a-z]+:\/\/[^/?#]*/i, '').split(/[?#]/, 1)[0] ?? '';
  try {
    // The router too reads %6f as o.
    return decodeURI(path);
  } catch {
    return path;
  }
}

/** In the router's syntax: `:name` is one segment that is not empty, `*` all that are left. */
function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  const rest = pattern.at(-1) === '*';
  if (rest ? segments.length < pattern.length : segments.length !== pattern.length) return false;
  return pattern.every(
    (part, index) => part === '*' || (part.startsWith(':') ? segments[index] !== '' : part === segments[index]),
  );
}
