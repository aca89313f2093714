/** `--bootstrap` of the estimators that are repeated whole, beside their analytic standard errors. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { UserIssue } from '../../../analysis/domain/issue.ts';
import { effectCommand } from '../../../analysis/studies/table/command.ts';
import type { EffectResult } from '../../../analysis/studies/table/result.ts';

const table = fileURLToPath(new URL('../../reference/goldens/differential/plain.csv', import.meta.url));
const BASE = ['--table', table, '--treatment', 'z', '--outcome', 'sbp', '--covariates', 'age,sex,bmi'];
const ADJUST = [...BASE, '--categorical', 'sex'];
const REPLICATES = 200;

const run = async (args: readonly string[]): Promise<EffectResult> =>
  (await effectCommand([...ADJUST, ...args])) as EffectResult;

/** Three Monte-Carlo errors of the standard error, and what resampling and the formula differ by at n = 500. */
const ROOM = 3 / Math.sqrt(2 * REPLICATES) + 0.05;

describe('bootstrap of whole analyses', () => {
  it.each([
    ['entropy balancing', ['--method', 'ebal', '--estimand', 'att']],
    ['balancing propensity score', ['--method', 'cbps']],
    ['strata', ['--method', 'stratify']],
    ['matched pairs', ['--method', 'match']],
    ['matched sets', ['--method', 'match', '--ratio', '2']],
    ['one outcome model for both arms', ['--method', 'aipw', '--outcome-model', 'single']],
    ['trimmed', ['--trim', '0.1']],
    ['missing outcomes weighted for', ['--missing-outcome', 'ipcw']],
    ['clusters', ['--method', 'ebal', '--cluster', 'clinic']],
  ] as const)('%s', async (_name, args) => {
    const result = await run([...args, '--bootstrap', String(REPLICATES), '--seed', '3']);
    const found = result.bootstrap!;
    expect(found.replicates + found.failed).toBe(REPLICATES);
    expect(found.failed).toBeLessThan(REPLICATES / 10);
    expect(Math.abs(found.se / result.se - 1)).toBeLessThan(ROOM);
    expect(found.ci[0]).toBeLessThan(result.estimate);
    expect(found.ci[1]).toBeGreaterThan(result.estimate);
  });

  it('is the same for the same seed', async () => {
    const args = ['--method', 'stratify', '--bootstrap', '25', '--seed'];
    const [one, again, other] = [
      await run([...args, '1']),
      await run([...args, '1']),
      await run([...args, '2']),
    ];
    expect(again.bootstrap).toEqual(one.bootstrap);
    expect(other.bootstrap!.se).not.toBe(one.bootstrap!.se);
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const running = effectCommand([...ADJUST, '--method', 'ebal', '--bootstrap', '90000'], controller.signal);
    setTimeout(() => {
      controller.abort();
    }, 300);
    await expect(running).rejects.toThrow(/abort/i);
  });

  it('is refused where resampling matched sets is not valid', async () => {
    const fault: unknown = await run(['--method', 'match', '--replace', '--bootstrap', '50']).catch(
      (error: unknown) => error,
    );
    expect(fault).toBeInstanceOf(UserIssue);
    expect((fault as UserIssue).code).toBe('effect.bootstrap-unavailable');
  });
});
