/**
 * `effect` against R on tables of many shapes: goldens/differential/make.R writes tables, arguments and R's numbers.
 * EBPM_DIFFERENTIAL names another folder made by that script (other seeds), to search wider than what is kept here.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { effectCommand } from '../../analysis/studies/table/command.ts';

interface Case {
  readonly name: string;
  readonly table: string;
  readonly args: readonly string[];
  /** Path in the document → R's number. */
  readonly expect: Readonly<Record<string, number>>;
  /** Relative tolerance where R itself is less exact than 1e-6; the script says why. */
  readonly tolerance?: number;
}

const folder =
  process.env.EBPM_DIFFERENTIAL ?? fileURLToPath(new URL('./goldens/differential', import.meta.url));
const { cases } = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as { cases: readonly Case[] };

/** An entry of the document: lists are searched by term, scale, label or position. */
function at(node: unknown, path: readonly string[]): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return node;
  if (Array.isArray(node)) {
    const named = (node as Record<string, unknown>[]).find(
      (row) =>
        row !== null &&
        typeof row === 'object' &&
        [row.term, row.scale, row.label, row.time].some((v) => String(v) === step),
    );
    return at(named ?? node[Number(step)], rest);
  }
  return node === null || typeof node !== 'object'
    ? undefined
    : at((node as Record<string, unknown>)[step], rest);
}

/** Relative distance; numbers that are zero in exact arithmetic are compared absolutely. */
const gap = (actual: unknown, wanted: number): number =>
  typeof actual !== 'number' ? Infinity : Math.abs(actual - wanted) / Math.max(Math.abs(wanted), 1e-4);

/** A tail probability magnifies the relative distance of its statistic. */
const toleranceOf = (path: string, c: Case): number =>
  path === 'p' || path.endsWith('/p') ? 1e-4 : (c.tolerance ?? 1e-6);

describe('effect against R on tables of many shapes', () => {
  it('has cases of every design', () => expect(cases.length).toBeGreaterThan(400));

  it.each(cases.map((c) => [c.name, c] as const))('%s', async (_name, c) => {
    const result = await effectCommand([...c.args, '--table', join(folder, c.table)]);
    const wrong = Object.entries(c.expect).flatMap(([path, wanted]) => {
      const actual = at(result, path.split('/'));
      const distance = gap(actual, wanted);
      return distance <= toleranceOf(path, c)
        ? []
        : [`${path}: ${String(actual)} is not ${wanted} (${distance.toExponential(1)})`];
    });
    expect(wrong).toEqual([]);
  });
});
