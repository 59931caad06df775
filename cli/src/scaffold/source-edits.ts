import { FairwayError } from '@fairway/errors';
import ts from 'typescript';

/*
 * Changes of TypeScript sources at places which the syntax tree finds. Each function takes a text and returns the new
 * one; the formatter runs afterwards.
 */

/** A variable whose value is an array or object literal, or a call that takes one last, and properties below it. */
export type Place = readonly [variable: string, ...properties: string[]];

type Literal = ts.ArrayLiteralExpression | ts.ObjectLiteralExpression;

/**
 * Puts an element, or a property, at the end of the literal.
 * @throws FairwayError failed, when the place does not exist
 */
export function append(text: string, place: Place, entry: string): string {
  const source = parse(text);
  const literal = place
    .slice(1)
    .reduce<Literal | undefined>(
      (outer, property) => outer && propertyOf(source, outer, property),
      valueOf(source, place[0]),
    );
  if (literal === undefined) throw missing(place.join('.'));
  const entries = ts.isArrayLiteralExpression(literal) ? literal.elements : literal.properties;
  const comma = entries.length > 0 && !entries.hasTrailingComma ? ',' : '';
  const [end, bracket] = [entries.end, literal.end - 1];
  return `${text.slice(0, end)}${comma}${text.slice(end, bracket).trimEnd()}\n${entry},\n${text.slice(bracket)}`;
}

/** Imports a value; an import of the module that names others takes it in, in the order of the alphabet. */
export function addImport(text: string, name: string, module: string): string {
  const source = parse(text);
  const imports = source.statements.filter(ts.isImportDeclaration);
  const sameModule = imports.find((one) => specifierOf(one) === module && namedImportsOf(one) !== undefined);
  const names = sameModule && namedImportsOf(sameModule);
  if (names === undefined) {
    const line = `import { ${name} } from '${module}';\n`;
    const folder = module.slice(0, module.lastIndexOf('/') + 1);
    const neighbour = imports.findLast((one) => specifierOf(one).startsWith(folder) && folder !== '') ?? imports.at(-1);
    if (neighbour === undefined) return `${line}\n${text}`;
    return `${text.slice(0, neighbour.end)}\n${line.trimEnd()}${text.slice(neighbour.end)}`;
  }
  const nameOf = (element: ts.ImportSpecifier) => (element.propertyName ?? element.name).text;
  if (names.some((element) => nameOf(element) === name)) return text;
  const next = names.find((element) => nameOf(element).localeCompare(name, 'en') > 0);
  if (next !== undefined) return insert(text, next.getStart(source), `${name}, `);
  return insert(text, names.end, `${names.hasTrailingComma ? '' : ','} ${name}`);
}

/** `export * from 'module'`, after the last one of its folder. */
export function addExportAll(text: string, module: string): string {
  const exported = parse(text).statements.filter(ts.isExportDeclaration);
  if (exported.some((one) => specifierOf(one) === module)) return text;
  const folder = module.slice(0, module.lastIndexOf('/') + 1);
  const neighbour = exported.findLast((one) => specifierOf(one).startsWith(folder)) ?? exported.at(-1);
  return insert(text, neighbour?.end ?? text.length, `\nexport * from '${module}';`);
}

function parse(text: string): ts.SourceFile {
  return ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true);
}

function valueOf(source: ts.SourceFile, variable: string): Literal | undefined {
  const declarations = source.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations);
  const found = declarations.find(({ name }) => name.getText(source) === variable);
  return found?.initializer && literalOf(found.initializer);
}

function propertyOf(source: ts.SourceFile, outer: Literal, property: string): Literal | undefined {
  if (!ts.isObjectLiteralExpression(outer)) return undefined;
  const found = outer.properties
    .filter(ts.isPropertyAssignment)
    .find(({ name }) => (ts.isStringLiteral(name) ? name.text : name.getText(source)) === property);
  return found && literalOf(found.initializer);
}

function literalOf(expression: ts.Expression): Literal | undefined {
  if (ts.isArrayLiteralExpression(expression) || ts.isObjectLiteralExpression(expression)) return expression;
  if (ts.isAsExpression(expression) || ts.isSatisfiesExpression(expression) || ts.isParenthesizedExpression(expression))
    return literalOf(expression.expression);
  const last = ts.isCallExpression(expression) ? expression.arguments.at(-1) : undefined;
  return last && literalOf(last);
}

function namedImportsOf({ importClause }: ts.ImportDeclaration): ts.NodeArray<ts.ImportSpecifier> | undefined {
  const bindings = importClause?.phaseModifier === undefined ? importClause?.namedBindings : undefined;
  return bindings && ts.isNamedImports(bindings) ? bindings.elements : undefined;
}

function specifierOf({ moduleSpecifier }: ts.ImportDeclaration | ts.ExportDeclaration): string {
  return moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : '';
}

function insert(text: string, position: number, what: string): string {
  return text.slice(0, position) + what + text.slice(position);
}

function missing(place: string): FairwayError {
  return new FairwayError('failed', `The source has no literal ${place} to which an entry can be added.`, {
    hint: 'It was written in another form; add the entry by hand, as docs/guides/add-a-service.md describes.',
  });
}
