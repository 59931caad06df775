import type { FastifyInstance } from 'fastify';

interface Pattern {
  readonly segments: readonly string[];
  readonly methods: Set<string>;
}

/**
 * The methods of each address. The router finds the routes of one method only, so requests without a route look here.
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

  /** The value of the `Allow` header; undefined when the address does not exist. */
  methodsOf(url: string): string | undefined {
    const segments = pathOf(url).split('/');
    const methods = [...this.#patterns.values()]
      .filter((pattern) => matches(pattern.segments, segments))
      .flatMap((pattern) => [...pattern.methods]);
    return methods.length === 0 ? undefined : [...new Set(methods)].toSorted().join(', ');
  }
}

function pathOf(url: string): string {
  // A target may be a whole URL (RFC 9112, 3.2.2).
  const path = url.replace(/^[a-z]+:\/\/[^/?#]*/i, '').split(/[?#]/, 1)[0] ?? '';
  try {
    // Decoded as the router does: %6f is o.
    return decodeURI(path);
  } catch {
    return path;
  }
}

/** In the router's syntax: `:name` matches one non-empty segment, `*` all remaining ones. */
function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  const rest = pattern.at(-1) === '*';
  if (rest ? segments.length < pattern.length : segments.length !== pattern.length) return false;
  return pattern.every(
    (part, index) => part === '*' || (part.startsWith(':') ? segments[index] !== '' : part === segments[index]),
  );
}
