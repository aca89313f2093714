import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Analysis } from '../../../analysis/api/contract/client.ts';
import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { createAnalysis } from '../../../analysis/api/handlers/index.ts';
import type { EffectEstimate } from '../../../analysis/domain/statistic.ts';
import { generateSample } from '../../../sample-data/generate.ts';

/**
 * The whole way on real file layouts: a generated town is written, imported and studied, and the effects that
 * were built in are found inside the intervals. `truth.json` comes from the simulator, not from the files.
 */
const TOWN = { people: 5000, years: 5, seed: 1 };

interface TrueEffect {
  readonly programme: string;
  readonly outcome: string;
  readonly estimand: string;
  readonly value: number;
  readonly outcome_fiscal_years: readonly number[];
}

type Study = OperationOutput<'studies.run'>;

const folder = mkdtempSync(join(tmpdir(), 'effects-'));
let analysis: Analysis;
let truth: readonly TrueEffect[];
const studies = new Map<string, Study>();

async function ask<Value>(
  reply: Promise<{ ok: true; value: Value } | { ok: false; issue: { code: string } }>,
) {
  const answer = await reply;
  if (!answer.ok) throw new Error(answer.issue.code);
  return answer.value;
}

function trueValue(programme: string, outcome: string): number {
  const found = truth.filter((each) => each.programme === programme && each.outcome === outcome);
  const last = found.filter(({ outcome_fiscal_years: years }) => years.includes(2023)).at(-1);
  if (!last) throw new Error(`no truth for ${programme} ${outcome}`);
  return last.value;
}

function effectOf(study: string, outcome: string, method?: string): EffectEstimate {
  const { effects, alternatives } = studies.get(study)!;
  const pool = method === undefined ? effects : alternatives;
  const found = pool.find(
    ({ statistic: { effect } }) =>
      effect.outcome === outcome && (method === undefined || effect.method === method),
  );
  if (!found) throw new Error(`no ${outcome} in ${study}`);
  return found.statistic.effect;
}

const holds = ({ interval: [low, high] }: EffectEstimate, value: number) => low <= value && value <= high;

describe('built-in effects, from files to studies', () => {
  beforeAll(async () => {
    const sources = join(folder, '元データ');
    await generateSample({ out: sources, ...TOWN });
    truth = (JSON.parse(readFileSync(join(sources, 'truth.json'), 'utf8')) as { effects: TrueEffect[] })
      .effects;
    analysis = createAnalysis({
      shell: 'command_line',
      version: '0.0.0',
      sampleFolder: sources,
      userFolder: join(folder, 'user'),
      now: () => new Date('2026-01-01T00:00:00Z'),
    });
    await ask(analysis.call('workspace.openSample', {}));
    for (const { id } of (await ask(analysis.call('studies.list', {}))).studies) {
      await ask(analysis.call('studies.lock', { id }));
      await ask(analysis.call('studies.diagnose', { id }));
      studies.set(id, await ask(analysis.call('studies.run', { id })));
    }
  });
  afterAll(async () => {
    await analysis.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('one study for each programme', () => {
    expect([...studies.keys()].sort()).toEqual(['guidance', 'h02', 'p01']);
  });

  test('the walking scheme: blood pressure and costs', () => {
    expect(holds(effectOf('p01', 'sbp'), trueValue('walking', 'sbp'))).toBe(true);
    expect(holds(effectOf('p01', 'sbp'), 0)).toBe(false);
    expect(holds(effectOf('p01', 'annual_cost'), trueValue('walking', 'annual_cost_yen'))).toBe(true);
  });

  test('guidance: HbA1c and weight', () => {
    expect(holds(effectOf('guidance', 'hba1c'), trueValue('guidance', 'hba1c'))).toBe(true);
    expect(holds(effectOf('guidance', 'hba1c'), 0)).toBe(false);
    expect(holds(effectOf('guidance', 'weight'), trueValue('guidance', 'weight'))).toBe(true);
  });

  test('the programme without effect has none', () => {
    expect(trueValue('salt_letter', 'sbp')).toBe(0);
    expect(holds(effectOf('h02', 'sbp'), 0)).toBe(true);
  });

  test('before and after alone is wrong for all of them', () => {
    const naive = (study: string, outcome: string) => effectOf(study, outcome, '参加者の前後差');
    expect(holds(naive('p01', 'sbp'), trueValue('walking', 'sbp'))).toBe(false);
    expect(holds(naive('guidance', 'hba1c'), trueValue('guidance', 'hba1c'))).toBe(false);
    expect(holds(naive('h02', 'sbp'), 0)).toBe(false);
  });

  test('weighting balances the traits that it can see', () => {
    for (const [id, { balance }] of studies) {
      const size = (pick: 'before' | 'after') =>
        Math.max(
          ...balance!.statistic.rows.map((row) =>
            row[pick].state === 'shown' ? Math.abs(row[pick].value) : 0,
          ),
        );
      expect(size('before'), id).toBeGreaterThan(0.15);
      expect(size('after'), id).toBeLessThan(0.1);
    }
  });
});
