import { z } from 'zod';

/** A class whose instances are settings read from the environment. */
export interface ConfigClass<Shape extends z.ZodRawShape = z.ZodRawShape, Values = object> {
  new (): Values;
  /** The schema of these settings only; those from the service's catalogue entry are separate. */
  readonly schema: z.ZodObject<Shape>;
  refine(values: Values, context: z.RefinementCtx<Values>): void;
}

/**
 * Makes the class of a service's own settings, which Nest injects by type:
 *
 * export class Config extends settings({ SEARCH_URL: z.url().describe('Where the search listens') }) {}
 *
 * `defineService` parses them once, at start; a provider gets them with `constructor(private readonly config: Config)`.
 *
 * @param refine checks settings against each other
 */
export function settings<Shape extends z.ZodRawShape>(
  shape: Shape,
  refine: SettingsClass<Shape>['refine'] = () => undefined,
): SettingsClass<Shape> {
  return class {
    static readonly schema = z.object(shape).superRefine(refine);
    static readonly refine = refine;
  } as SettingsClass<Shape>;
}

type SettingsClass<Shape extends z.ZodRawShape> = ConfigClass<Shape, z.output<z.ZodObject<Shape>>>;
