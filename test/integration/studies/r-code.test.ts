import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildCohort, type Cohort } from '../../../analysis/studies/cohort.ts';
import { cohortPlan } from '../../../analysis/studies/plan.ts';
import { studyCode } from '../../../analysis/studies/r-code.ts';
import { runStudy } from '../../../analysis/studies/run.ts';
import { completed, type StudyInput } from '../../../analysis/studies/template-parts.ts';
import { warehouseOf } from '../../support/towns.ts';
import { designTown } from './design-town.ts';

/** The R code that a study prints, run on the same made-up people, gives the product's own numbers. */
const probe = spawnSync(
  'Rscript',
  ['-e', 'cat(all(sapply(c("sandwich","lmtest"), requireNamespace, quietly = TRUE)))'],
  {
    encoding: 'utf8',
  },
);
const ready = probe.stdout?.trim() === 'TRUE';
const folder = mkdtempSync(join(tmpdir(), 'r-code-'));
let town: Awaited<ReturnType<typeof warehouseOf>>;

const people = {
  format: 'ebpm-study/1' as const,
  id: 'code',
  title: 'Rでの再現',
  question: '同じ数になるか',
  programmeLabel: '事業',
  approach: 'population' as const,
  trialYears: [2021, 2022],
  baselineYear: -1,
  timeZero: 'fiscal_year_start' as const,
  eligibility: { insurer: 'any' as const, age: [40, 99] as [number, number], conditions: [] },
  exposure: { source: 'participation' as const, event: 'joined' as const, graceMonths: 12 },
  covariates: ['age', 'female', 'year', 'sbp', 'annual_cost'],
  outcomes: [
    {
      id: 'sbp',
      variable: 'sbp',
      year: 1,
      label: '血圧',
      unit: 'mmHg',
      decimals: 1,
      better: 'lower' as const,
      minimalImportantDifference: 2,
      primary: true,
    },
  ],
};

const cell = (value: number | string | null | undefined) =>
  value === null || value === undefined || Number.isNaN(value) ? 'NA' : String(value);

function tableOf(cohort: Cohort): string {
  const columns: [string, (row: number) => number | string | null | undefined][] = [
    ['person', (row) => cohort.person[row]],
    ['exposed', (row) => cohort.exposed[row]],
    ['arm', (row) => cohort.texts.get('arm')?.[row] ?? 'none'],
    ['trial_year', (row) => cohort.trialYear[row]],
    ['district', (row) => cohort.home[row]],
    ...cohort.covariates.map((column): [string, (row: number) => number | string | undefined] => [
      column.variable.id,
      (row) => column.categories?.[row] ?? column.numbers?.[row],
    ]),
    ...cohort.outcomes.map(({ outcome, after }): [string, (row: number) => number | undefined] => [
      `${outcome.variable}_after`,
      (row) => after[row],
    ]),
  ];
  const rows = Array.from({ length: cohort.size }, (_, row) =>
    columns.map(([, of]) => cell(of(row))).join(','),
  );
  return [columns.map(([name]) => name).join(','), ...rows].join('\n');
}

async function inR(input: StudyInput, name: string): Promise<number[]> {
  const study = completed(input);
  if (!('outcomes' in study)) throw new Error('a study of people');
  const arm = {
    name: 'arm',
    kind: 'text' as const,
    sql: `(SELECT any_value(i.arm) FROM participation i WHERE i.person_id = a.person_id AND i.programme_id = '${study.programme}')`,
  };
  const cohort = await buildCohort(
    town.warehouse,
    cohortPlan(study, {
      exposure:
        study.design === 'randomised' && study.allocation.unit === 'person'
          ? { kind: 'arm', treated: study.allocation.treated, control: study.allocation.control }
          : { kind: 'start', source: 'participation', event: 'joined', graceMonths: 12 },
      extras: [arm],
    }),
  );
  writeFileSync(join(folder, 'data.csv'), tableOf(cohort));
  writeFileSync(join(folder, `${name}.R`), studyCode(study));
  const ran = spawnSync('Rscript', [`${name}.R`], { cwd: folder, encoding: 'utf8' });
  expect(ran.stderr).not.toContain('Error');
  return [...ran.stdout.matchAll(/-?\d+\.\d+(?:e-?\d+)?/gu)].map(([number]) => Number(number));
}

async function here(input: StudyInput): Promise<{ estimate: number; se: number }> {
  const { effects } = await runStudy(town.warehouse, completed(input), { threshold: 10, source: '模擬' });
  const { estimate, standardError: se } = effects[0]!.effect;
  return { estimate, se };
}

describe.skipIf(!ready)(
  ready ? 'R code repeats the estimate' : 'R with sandwich and lmtest is not installed',
  () => {
    beforeAll(async () => {
      town = await warehouseOf(designTown({ seed: 31, people: 1200 }));
    });
    afterAll(() => {
      town.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const close = (actual: number | undefined, wanted: number) =>
      expect(Math.abs((actual ?? Number.NaN) / wanted - 1)).toBeLessThan(1e-6);

    test.each([
      ['aipw', 'ATT', 0],
      ['aipw', 'ATE', 0],
      ['iptw', 'ATE', 0.05],
      ['iptw', 'ATO', 0],
    ] as const)('%s %s truncated at %d', async (method, estimand, truncate) => {
      const study: StudyInput = {
        ...people,
        programme: 'staggered',
        design: 'cohort_with_comparison',
        method,
        estimand,
        truncate,
      };
      const [estimate, se] = await inR(study, `${method}-${estimand}`);
      const own = await here(study);
      close(estimate, own.estimate);
      close(se, own.se);
    });

    test('randomised persons', async () => {
      const { exposure: _, ...rest } = people;
      const study: StudyInput = {
        ...rest,
        trialYears: [2021],
        baselineYear: 0,
        programme: 'letter',
        design: 'randomised',
        covariates: ['age', 'female', 'ldl'],
        outcomes: [{ ...people.outcomes[0]!, id: 'ldl', variable: 'ldl' }],
        allocation: { unit: 'person', treated: ['treated'], control: ['control'] },
      };
      const [estimate, se] = await inR(study, 'letter');
      const own = await here(study);
      close(estimate, own.estimate);
      close(se, own.se);
    });
  },
);
