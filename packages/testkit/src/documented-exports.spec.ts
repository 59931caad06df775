import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';

const packages = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The exports of a module without a docstring. A type inferred from a schema is documented by the schema, an overload by
 * the first one.
 */
function undocumented(path: string, wanted?: ReadonlySet<string>): string[] {
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  return file.statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement)) {
      const { moduleSpecifier, exportClause } = statement;
      if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return [];
      const target = join(dirname(path), moduleSpecifier.text.replace(/\.js$/, '.ts'));
      if (!exportClause || !ts.isNamedExports(exportClause)) return undocumented(target, wanted);
      return undocumented(
        target,
        new Set(exportClause.elements.map(({ propertyName, name }) => (propertyName ?? name).text)),
      );
    }
    const isExported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
    if (!isExported) return [];
    const documented = file.statements.filter((other) => ts.getJSDocCommentsAndTags(other).length > 0);
    if (documented.some((other) => other === statement || nameOf(other) === (nameOf(statement) ?? ''))) return [];
    if (ts.isTypeAliasDeclaration(statement) && /^z\.(?:infer|output|input)</.test(statement.type.getText())) return [];
    const declarations = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [statement];
    return declarations
      .map((declaration) => nameOf(declaration) ?? '')
      .filter((name) => wanted?.has(name) ?? true)
      .map((name) => `${path.slice(packages.length)}: ${name}`);
  });
}

const nameOf = (node: ts.Node): string | undefined => (node as ts.NamedDeclaration).name?.getText();

it.each(globSync('*/src/index.ts', { cwd: packages }))('every export of %s has a docstring', (index) => {
  expect(undocumented(join(packages, index))).toEqual([]);
});
