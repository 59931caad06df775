import { fileURLToPath } from 'node:url';

// Node strips types from TypeScript but does not find `x.ts` when the source imports `x.js`.
const RESOLVE_TYPESCRIPT = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({
    resolve: (specifier, context, next) =>
      next(context.parentURL?.endsWith('.ts') ? specifier.replace(/^(\\..*)\\.js$/, '$1.ts') : specifier, context),
  });
`)}`;

/**
 * Node's arguments that run a sibling entry file as a program: the compiled file when this module is compiled,
 * otherwise the TypeScript source, so that tests from source never use an outdated build.
 */
export function nodeEntryArgs(name: string): string[] {
  const fromSource = import.meta.url.endsWith('.ts');
  const entry = fileURLToPath(new URL(`./${name}.${fromSource ? 'ts' : 'js'}`, import.meta.url));
  return fromSource ? ['--conditions=source', '--import', RESOLVE_TYPESCRIPT, entry] : [entry];
}
