import { fileURLToPath } from 'node:url';

// Node runs TypeScript by stripping types but does not look for `x.ts` where the source says `x.js`.
const RESOLVE_TYPESCRIPT = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({
    resolve: (specifier, context, next) =>
      next(context.parentURL?.endsWith('.ts') ? specifier.replace(/^(\\..*)\\.js$/, '$1.ts') : specifier, context),
  });
`)}`;

/**
 * Node's arguments that run a sibling entry file as a program: the compiled one when this module itself is compiled,
 * otherwise straight from TypeScript, so that tests from the source never meet a stale build.
 */
export function nodeEntryArgs(name: string): string[] {
  const fromSource = import.meta.url.endsWith('.ts');
  const entry = fileURLToPath(new URL(`./${name}.${fromSource ? 'ts' : 'js'}`, import.meta.url));
  return fromSource ? ['--conditions=source', '--import', RESOLVE_TYPESCRIPT, entry] : [entry];
}
