import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { SOURCE_FOLDERS } from './rules.ts';
import { globalUses, parseText, place, type SourceFile, sourceFiles, stepsOf, visit } from './source.ts';

/** Beyond these the tests fail; the aim is 300 lines, 40 lines and 4 parameters. */
const BUDGET = { fileLines: 500, functionLines: 80, positionalParameters: 6 };
const files = sourceFiles(SOURCE_FOLDERS);

const isFunction = (node: ts.Node): node is ts.FunctionLikeDeclaration =>
  ts.isFunctionDeclaration(node) ||
  ts.isFunctionExpression(node) ||
  ts.isArrowFunction(node) ||
  ts.isMethodDeclaration(node) ||
  ts.isConstructorDeclaration(node);

function longFunctions(file: SourceFile): string[] {
  const found: string[] = [];
  visit(file, (node) => {
    if (isFunction(node) && stepsOf(file, node) > BUDGET.functionLines) {
      found.push(`${place(file, node)} ${stepsOf(file, node)} lines`);
    }
  });
  return found;
}

function crowdedFunctions(file: SourceFile): string[] {
  const found: string[] = [];
  visit(file, (node) => {
    if (isFunction(node) && node.parameters.length > BUDGET.positionalParameters) {
      found.push(`${place(file, node)} ${node.parameters.length} parameters`);
    }
  });
  return found;
}

function anyTypes(file: SourceFile): string[] {
  const found: string[] = [];
  visit(file, (node) => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) found.push(place(file, node));
  });
  return found;
}

const within = (folder: string, except?: RegExp) =>
  files.filter(({ path }) => path.startsWith(`${folder}/`) && !except?.test(path));

describe('the sources', () => {
  test('were found', () => {
    expect(files.length).toBeGreaterThan(200);
  });

  test('files stay readable in one sitting', () => {
    const long = files.map((file) => ({ path: file.path, lines: file.text.split('\n').length }));
    expect(long.filter(({ lines }) => lines > BUDGET.fileLines)).toEqual([]);
  });

  test('functions stay short', () => {
    expect(files.flatMap(longFunctions)).toEqual([]);
  });

  test('functions take few positional parameters', () => {
    expect(files.flatMap(crowdedFunctions)).toEqual([]);
  });

  test('nothing is typed any', () => {
    expect(files.flatMap(anyTypes)).toEqual([]);
  });

  test('nobody reaches the network but the window to its own origin', () => {
    const names = new Set([
      'fetch',
      'WebSocket',
      'EventSource',
      'XMLHttpRequest',
      'sendBeacon',
      'RTCPeerConnection',
    ]);
    const uses = files.filter(({ path }) => path !== 'renderer/client/http-client.ts');
    expect(uses.flatMap((file) => globalUses(file, names))).toEqual([]);
  });

  test('analysis and window print nothing: what is printed could be a cell', () => {
    const printers = new Set(['console']);
    expect(
      [...within('analysis'), ...within('renderer')].flatMap((file) => globalUses(file, printers)),
    ).toEqual([]);
  });

  test('text is never run as code', () => {
    expect(files.flatMap((file) => globalUses(file, new Set(['eval', 'Function'])))).toEqual([]);
  });
});

test('the checks see what they are meant to see', () => {
  const bad = parseText(
    'bad.ts',
    `function f(a: any, b: number, c: number, d: number, e: number, f: 1, g: 2) {\n${'  f;\n'.repeat(90)}}\nfetch('x'); new WebSocket('y'); console.log(1); window.fetch('z'); ({ fetch: 1 }).fetch;`,
  );
  expect(anyTypes(bad)).toEqual(['bad.ts:1']);
  expect(crowdedFunctions(bad)).toHaveLength(1);
  expect(longFunctions(bad)).toHaveLength(1);
  expect(globalUses(bad, new Set(['fetch', 'WebSocket', 'console']))).toHaveLength(4);
});
