import { StandardSchemaValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { Problem, type FieldError } from './problem.js';

/** An issue of the Standard Schema specification. */
interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

// A body of 64 KiB can have 30,000 errors, and an answer that lists them all would be many times larger.
const shownErrorsMax = 20;

/** Validates parameters that have a schema, `@Body({ schema })`; a mismatch becomes `validation_failed`. */
export class RequestValidationPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({ exceptionFactory: (issues) => new SchemaMismatch(issues) });
  }

  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    if (metadata.type === 'query') refuseProto(value, metadata);
    try {
      return await super.transform(value, metadata);
    } catch (error) {
      if (!(error instanceof SchemaMismatch)) throw error;
      throw validationFailed(error.issues, placeOf(metadata));
    }
  }

  /**
   * Nest would delete `constructor` and similar keys before a schema can refuse them. No input is merged into our
   * objects: the parser refuses such bodies, and zod copies only known keys.
   */
  protected override stripProtoKeys(): void {}
}

/** Zod ignores this key even where it refuses all other unknown keys. Bodies with it are malformed. */
function refuseProto(query: unknown, { data, schema }: ArgumentMetadata): void {
  if (schema === undefined || data !== undefined || !Object.hasOwn(Object(query), '__proto__')) return;
  throw new Problem('validation_failed', { errors: [{ pointer: '/query', detail: 'Unrecognized key: "__proto__"' }] });
}

function validationFailed(issues: readonly Issue[], place: string): Problem {
  const errors = fieldErrors(issues.slice(0, shownErrorsMax), place);
  const more =
    issues.length > errors.length
      ? { detail: `${issues.length} places are invalid; these are the first ${shownErrorsMax}.` }
      : {};
  return new Problem('validation_failed', { ...more, errors });
}

/** Never leaves this pipe: Nest does not tell its factory whether the body, the query or the parameters were wrong. */
class SchemaMismatch extends Error {
  constructor(readonly issues: readonly Issue[]) {
    super('schema mismatch');
  }
}

function placeOf({ type, data }: ArgumentMetadata): string {
  const place = type === 'body' ? '' : type === 'param' ? '/params' : `/${type}`;
  return data === undefined ? place : `${place}/${escapeSegment(data)}`;
}

function fieldErrors(issues: readonly Issue[], place: string): FieldError[] {
  return issues.map(({ path = [], message }) => {
    const segments = path.map((part) => escapeSegment(String(typeof part === 'object' ? part.key : part)));
    return { pointer: [place, ...segments].join('/'), detail: message };
  });
}

/** RFC 6901, section 3. */
function escapeSegment(segment: string): string {
  return segment.replaceAll('~', '~0').replaceAll('/', '~1');
}
