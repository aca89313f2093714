/**
 * The numbers of ../shared/reference/causal/reference.json as one flat table of paths, and the bookkeeping of
 * which of them were reproduced. Tables (`rownames`, `colnames`, `values`) become `path/row/column`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../shared/reference/causal/', import.meta.url));

export const referencePath = (name: string): string => `${root}${name}`;
export const referencePresent = (): boolean => existsSync(referencePath('reference.json'));

type Json = null | string | number | boolean | Json[] | { [key: string]: Json };

function flattenTable(at: string, node: { [key: string]: Json }, out: Map<string, number>): void {
  const rows = node.rownames as string[] | null;
  const cols = node.colnames as string[];
  (node.values as (number | null)[][]).forEach((row, r) => {
    row.forEach((v, c) => {
      if (typeof v === 'number') out.set(`${at}/${rows?.[r] ?? r + 1}/${cols[c]}`, v);
    });
  });
}

function flatten(at: string, node: Json, out: Map<string, number>): void {
  if (typeof node === 'number') out.set(at, node);
  else if (Array.isArray(node)) for (const [i, v] of node.entries()) flatten(`${at}/${i}`, v, out);
  else if (node !== null && typeof node === 'object') {
    if ('colnames' in node && 'values' in node) flattenTable(at, node, out);
    else for (const [key, v] of Object.entries(node)) flatten(at === '' ? key : `${at}/${key}`, v, out);
  }
}

export interface Check {
  readonly path: string;
  readonly actual: number;
  readonly expected: number;
  readonly tolerance: number;
  readonly via: 'command' | 'function';
  readonly ok: boolean;
}

/** Everything checked so far. */
export class ReferenceTable {
  readonly expected: Map<string, number> = new Map();
  readonly checks: Map<string, Check> = new Map();
  readonly unknown: string[] = [];
  private readonly reported: Set<string> = new Set();
  private via: 'command' | 'function' = 'command';

  constructor() {
    const json = JSON.parse(readFileSync(referencePath('reference.json'), 'utf8')) as Json;
    flatten('', json, this.expected);
  }

  /** What follows was computed by calling a function of `analysis/statistics` rather than the command. */
  byFunction(): void {
    this.via = 'function';
  }

  byCommand(): void {
    this.via = 'command';
  }

  /** Compares one number: relative tolerance 1e-6 unless given; `floor` is an absolute allowance. */
  check(path: string, actual: number, options: { relative?: number; floor?: number } = {}): void {
    const expected = this.expected.get(path);
    if (expected === undefined) {
      this.unknown.push(path);
      return;
    }
    const tolerance = (options.relative ?? 1e-6) * Math.abs(expected) + (options.floor ?? 1e-12);
    const ok = Math.abs(actual - expected) <= tolerance;
    // A number checked through the command stays so when a function is checked on the same path later.
    const known = this.checks.get(path);
    if (known !== undefined && (!known.ok || this.via === 'function')) {
      if (!ok && known.ok) this.checks.set(path, { ...known, actual, ok });
      return;
    }
    this.checks.set(path, { path, actual, expected, tolerance, via: this.via, ok });
  }

  /** Compares every number of an object under a path, keys as in the reference. */
  checkAll(
    path: string,
    actual: Readonly<Record<string, number>>,
    options: { relative?: number; floor?: number } = {},
  ): void {
    for (const [key, v] of Object.entries(actual)) this.check(`${path}/${key}`, v, options);
  }

  /** Compares a list by position. */
  checkList(
    path: string,
    actual: readonly number[],
    options: { relative?: number; floor?: number } = {},
  ): void {
    actual.forEach((v, i) => {
      this.check(`${path}/${i}`, v, options);
    });
  }

  /** Failures since the last call. */
  takeFailures(): Check[] {
    const fresh = [...this.checks.values()].filter((c) => !c.ok && !this.reported.has(c.path));
    for (const c of fresh) this.reported.add(c.path);
    return fresh;
  }

  unchecked(): string[] {
    return [...this.expected.keys()].filter((p) => !this.checks.has(p));
  }
}
