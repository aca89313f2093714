import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

/** Every TypeScript file below the folders, parsed. */
export function sourceFiles(folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
      .map((name) => parse(join(folder, name).replaceAll('\\', '/'))),
  );
}

function parse(path: string): SourceFile {
  const text = readFileSync(path, 'utf8');
  return parseText(path, text);
}

export function parseText(path: string, text: string): SourceFile {
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind) };
}

/** Visits every node of a file. */
export function visit(file: SourceFile, look: (node: ts.Node) => void): void {
  const walk = (node: ts.Node): void => {
    look(node);
    ts.forEachChild(node, walk);
  };
  walk(file.tree);
}

/** `path:line` of a node. */
export function place(file: SourceFile, node: ts.Node): string {
  return `${file.path}:${file.tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}

function linesOf(file: SourceFile, node: ts.Node): number {
  const line = (position: number) => file.tree.getLineAndCharacterOfPosition(position).line;
  return line(node.getEnd()) - line(node.getStart()) + 1;
}

/** Lines of a function without the lists and records that it writes out: those are data, not steps. */
export function stepsOf(file: SourceFile, node: ts.Node): number {
  let written = 0;
  const walk = (child: ts.Node): void => {
    if (ts.isArrayLiteralExpression(child) || ts.isObjectLiteralExpression(child)) {
      written += linesOf(file, child) - 1;
      return;
    }
    ts.forEachChild(child, walk);
  };
  ts.forEachChild(node, walk);
  return linesOf(file, node) - written;
}

/** Uses of a global by its bare name, or as a member of `globalThis` or `window`. */
export function globalUses(file: SourceFile, names: ReadonlySet<string>): readonly string[] {
  const found: string[] = [];
  visit(file, (node) => {
    if (ts.isIdentifier(node) && names.has(node.text) && isValueUse(node))
      found.push(`${place(file, node)} ${node.text}`);
  });
  return found;
}

function isValueUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) {
    return (
      ts.isIdentifier(parent.expression) && ['globalThis', 'window', 'self'].includes(parent.expression.text)
    );
  }
  const called = (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression === node;
  const receiver = ts.isPropertyAccessExpression(parent) && parent.expression === node;
  return called || receiver;
}
