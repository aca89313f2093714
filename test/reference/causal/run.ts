/** Runs the public `effect` command, on a reference table or on one derived from it in a temporary folder. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { effectCommand } from '../../../analysis/studies/table/command.ts';
import type { DesignResult, EffectResult } from '../../../analysis/studies/table/result.ts';
import { referencePath } from './reference-table.ts';

export async function cohort(...args: readonly string[]): Promise<EffectResult> {
  const result = await effectCommand([...args, '--json']);
  if (result.design !== 'cohort') throw new Error(`expected a cohort result, got ${result.design}`);
  return result as EffectResult;
}

export async function design(...args: readonly string[]): Promise<DesignResult> {
  const result = await effectCommand([...args, '--json']);
  if (result.design === 'cohort' || result.design === 'help') throw new Error(`unexpected ${result.design}`);
  return result as DesignResult;
}

export type Row = Record<string, string>;

/** Rows of a reference CSV by heading (none of them has quoted commas). */
export function referenceRows(name: string): Row[] {
  const [head = '', ...lines] = readFileSync(referencePath(name), 'utf8').trim().split('\n');
  const cells = (line: string): string[] =>
    line
      .trim()
      .split(',')
      .map((c) => c.replaceAll('"', '').trim());
  const headings = cells(head);
  return lines.map((line) => Object.fromEntries(cells(line).map((c, i) => [headings[i] ?? '', c])));
}

/** Writes rows as a CSV in a fresh temporary folder and returns its path. */
export function derivedTable(rows: readonly Row[]): string {
  const headings = Object.keys(rows[0] ?? {});
  const path = join(mkdtempSync(join(tmpdir(), 'effect-')), 'table.csv');
  const body = rows.map((r) => headings.map((h) => r[h] ?? '').join(','));
  writeFileSync(path, `${[headings.join(','), ...body].join('\n')}\n`);
  return path;
}
