import ts from 'typescript';
import type { HubSource } from '../../models/catalog/model';

/** Where an entry of the catalog says where its files come from. */
export interface SourceInText {
  /** Its value, which is not checked. */
  value: unknown;
  /** Where the object is in the text. */
  start: number;
  end: number;
}

/**
 * Finds the `source` of an entry, which has to be written out.
 *
 * @throws Error where there is not exactly one, or where it is computed.
 */
export function findSource(text: string): SourceInText {
  const file = ts.createSourceFile('entry.ts', text, ts.ScriptTarget.Latest, true);
  const found: ts.ObjectLiteralExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && nameOf(node) === 'source' && ts.isObjectLiteralExpression(node.initializer)) {
      found.push(node.initializer);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  const [source] = found;
  if (!source || found.length > 1) throw new Error(`The entry has ${found.length} sources written out`);
  return { value: valueOf(source), start: source.getStart(file), end: source.getEnd() };
}

function nameOf({ name }: ts.PropertyAssignment): string {
  return ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : '';
}

function valueOf(node: ts.Expression): unknown {
  if (ts.isStringLiteralLike(node)) return node.text;
  // Its `text` has no separators.
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isArrayLiteralExpression(node)) return node.elements.map(valueOf);
  if (ts.isObjectLiteralExpression(node)) {
    return Object.fromEntries(
      node.properties.map((property) => {
        if (!ts.isPropertyAssignment(property)) throw new Error(`Not written out: ${property.getText()}`);
        return [nameOf(property), valueOf(property.initializer)];
      }),
    );
  }
  throw new Error(`Not written out: ${node.getText()}`);
}

/** The text of an entry with another source in it; all around it stays as it is. */
export function withSource(text: string, at: SourceInText, source: HubSource): string {
  return text.slice(0, at.start) + written(source) + text.slice(at.end);
}

function written({ kind, repo, commit, files }: HubSource): string {
  const lines = files.map(({ path, bytes, roughBytes, sha256 }) =>
    [
      '      {',
      `        path: ${quoted(path)},`,
      ...(bytes === undefined ? [] : [`        bytes: ${grouped(bytes)},`]),
      ...(roughBytes === undefined ? [] : [`        roughBytes: ${grouped(roughBytes)},`]),
      ...(sha256 === undefined ? [] : [`        sha256: ${quoted(sha256)},`]),
      '      },',
    ].join('\n'),
  );
  return [
    '{',
    `    kind: ${quoted(kind)},`,
    `    repo: ${quoted(repo)},`,
    ...(commit === undefined ? [] : [`    commit: ${quoted(commit)},`]),
    '    files: [',
    ...lines,
    '    ],',
    '  }',
  ].join('\n');
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

/** `4866422` as `4_866_422`. */
function grouped(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, '_');
}
