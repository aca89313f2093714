import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { studyCode } from '../../../analysis/studies/r-code.ts';
import { runStudy, type StudyCandidate } from '../../../analysis/studies/run.ts';
import { completed, type StudyInput } from '../../../analysis/studies/template-parts.ts';
import { warehouseOf } from '../../support/towns.ts';
import { identity, outcome, people, STUDIES } from './design-studies.ts';
import { designTown } from './design-town.ts';
import { analysisTable } from './r-tables.ts';

/** The R code that a study prints, run on the same made-up people, gives the product's own numbers. */
const PACKAGES = ['sandwich', 'survival', 'MASS', 'rdrobust'] as const;

function installed(): ReadonlySet<string> {
  const names = PACKAGES.map((name) => `"${name}"`).join(',');
  const asked = `x <- c(${names}); cat(x[sapply(x, requireNamespace, quietly = TRUE)])`;
  const { stdout } = spawnSync('Rscript', ['-e', asked], { encoding: 'utf8' });
  return new Set((stdout ?? '').trim().split(' '));
}

const here = installed();
const lacking = (wanted: readonly string[]) => wanted.filter((name) => !here.has(name));

/** Numbers of a finished study by the name under which the R code prints them. */
type Numbers = Readonly<Record<string, readonly [estimate: number, se: number]>>;
type Case = readonly [name: string, study: StudyInput, numbersOf: (result: StudyCandidate) => Numbers];

const pair = ({ effect }: StudyCandidate['effects'][number], log = false) =>
  [log ? Math.log(effect.estimate) : effect.estimate, effect.standardError] as const;

const main = (result: StudyCandidate): Numbers => ({ difference: pair(result.effects[0]!) });
const exposed = (result: StudyCandidate): Numbers => ({ exposed: pair(result.effects[0]!) });

const cohort = {
  ...identity,
  ...people,
  programme: 'staggered',
  design: 'cohort_with_comparison' as const,
  trialYears: [2021, 2022],
  baselineYear: -1,
  exposure: { source: 'participation' as const, event: 'joined' as const, graceMonths: 12 },
  covariates: ['age', 'female', 'year', 'sbp', 'annual_cost'],
  outcomes: [outcome('sbp', 'mmHg', 2)],
};

const study = <Name extends string>(name: Name, rest: object = {}): StudyInput =>
  ({ ...STUDIES[name], ...rest }) as StudyInput;

const sharp = ((): StudyInput => {
  const { exposure: _, ...rest } = study('threshold') as StudyInput & { exposure?: unknown };
  return { ...rest, trialYears: [2020, 2021], bandwidth: 0.6, change: false } as StudyInput;
})();

const joined = { source: 'participation', event: 'joined', graceMonths: 12 };

const event = (result: StudyCandidate): Numbers => ({
  incidence: pair(result.effects[0]!),
  log_hazard: pair(result.effects[1]!, true),
  time_lost: pair(result.effects[2]!),
});

const panel = (result: StudyCandidate): Numbers => ({
  difference: pair(result.effects[0]!),
  ...Object.fromEntries(
    result.sets
      .find(({ id }) => id === 'event_study')!
      .effects.map((entry) => {
        const years = Number(/\d+/u.exec(entry.effect.method)?.[0] ?? 0);
        return [`year${entry.effect.method.includes('前') ? -years : years}`, pair(entry)];
      }),
  ),
});

const series = ({ effects, alternatives }: StudyCandidate): Numbers => ({
  log_level: pair(effects[0]!, true),
  averted: pair(alternatives[0]!),
});

const jump = ({ effects, alternatives }: StudyCandidate): Numbers => ({
  difference: pair(effects[0]!),
  conventional: pair(alternatives[0]!),
});

const CASES: readonly Case[] = [
  ['cohort AIPW ATT', { ...cohort, method: 'aipw', estimand: 'ATT' }, main],
  ['cohort AIPW ATE', { ...cohort, method: 'aipw', estimand: 'ATE' }, main],
  ['cohort AIPW ATC', { ...cohort, method: 'aipw', estimand: 'ATC' }, main],
  ['cohort IPTW ATE, truncated', { ...cohort, method: 'iptw', estimand: 'ATE', truncate: 0.05 }, main],
  ['cohort IPTW ATO', { ...cohort, method: 'iptw', estimand: 'ATO' }, main],
  ['cohort IPTW ATM', { ...cohort, method: 'iptw', estimand: 'ATM' }, main],
  ['difference in differences', study('staggered'), panel],
  ['difference in differences, not yet', study('staggered', { comparison: 'not_yet' }), panel],
  [
    'difference in differences, chosen by the last value',
    study('staggered', { comparison: 'not_yet', anticipationYears: 1 }),
    panel,
  ],
  ['series', study('series'), series],
  [
    'series, negative binomial, slope and transition',
    study('series', { family: 'negbin', slopeChange: true, transitionMonths: 2, harmonics: 2 }),
    series,
  ],
  ['fuzzy discontinuity', study('threshold'), jump],
  ['sharp discontinuity, several years', sharp, jump],
  [
    'discontinuity, below, donut',
    study('threshold', { offered: 'below', donut: 0.15, exposure: joined }),
    jump,
  ],
  ['randomised persons', study('letter'), exposed],
  [
    'factorial',
    study('card'),
    ({ effects }) => ({ picture: pair(effects[0]!), deadline: pair(effects[1]!) }),
  ],
  ['randomised districts', study('campaign'), exposed],
  ['stepped wedge', study('wedge', { covariates: ['age', 'female', 'year'] }), exposed],
  ['time to event ATT', study('class'), event],
  ['time to event ATE', study('class', { estimand: 'ATE', truncate: 0.01 }), event],
  [
    'dose',
    study('dose'),
    ({ effects, sets }) => ({
      line: pair(effects[0]!),
      ...Object.fromEntries(
        sets[0]!.effects.map((entry) => [`dose${entry.effect.method.replace(/\D/gu, '')}`, pair(entry)]),
      ),
    }),
  ],
];

const NEEDS: Readonly<Record<string, readonly string[]>> = {
  cohort_with_comparison: [],
  before_after_with_comparison: [],
  interrupted_time_series: ['sandwich', 'MASS'],
  regression_discontinuity: ['rdrobust'],
  randomised: ['sandwich'],
  time_to_event: ['survival'],
  dose_response: ['sandwich'],
};

function skipReason(input: StudyInput): string | undefined {
  if (here.size === 1 && here.has('')) return 'Rscript is not installed';
  const without = lacking(NEEDS[input.design]!);
  return without.length === 0 ? undefined : `R lacks ${without.join(', ')}`;
}

describe('R code repeats the estimate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'r-code-'));
  let town: Awaited<ReturnType<typeof warehouseOf>>;

  beforeAll(async () => {
    const rows = designTown({ seed: 31, people: 1200 });
    // Some values were not measured: the code fills them as the product does.
    const checkup = rows.checkup!.map((row) =>
      Number(row.checkup_id) % 37 === 0 ? { ...row, sbp: null, sbp_state: 2 } : row,
    );
    town = await warehouseOf({ ...rows, checkup });
  });
  afterAll(() => {
    town.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(CASES)('%s', async (name, input, numbersOf) => {
    const reason = skipReason(input);
    if (reason !== undefined) {
      console.warn(`R code of "${name}" was not run: ${reason}`);
      return;
    }
    const given = completed(input);
    writeFileSync(join(folder, 'data.csv'), await analysisTable(town.warehouse, given));
    writeFileSync(join(folder, 'study.R'), studyCode(given));
    const ran = spawnSync('Rscript', ['study.R'], { cwd: folder, encoding: 'utf8' });
    expect(ran.status, ran.stderr).toBe(0);
    const printed = new Map(
      [...ran.stdout.matchAll(/^(\S+) estimate (\S+) se (\S+)/gmu)].map(([, label, estimate, se]) => [
        label!,
        [Number(estimate), Number(se)] as const,
      ]),
    );
    const result = await runStudy(town.warehouse, given, { threshold: 10, source: '模擬' });
    const wanted = numbersOf(result);
    const imbalance = /^balance (\S+)/mu.exec(ran.stdout)?.[1];
    if (imbalance !== undefined) {
      const { explanation } = result.checks.find(({ id }) => id === 'balance')!;
      expect(explanation).toContain(Number(imbalance).toFixed(3));
    }
    expect([...printed.keys()].toSorted()).toEqual(Object.keys(wanted).toSorted());
    for (const [label, [estimate, se]] of Object.entries(wanted)) {
      const [inR, seInR] = printed.get(label)!;
      expect(Math.abs(inR - estimate) / se, `${label} ${inR} ${estimate}`).toBeLessThan(1e-6);
      expect(Math.abs(seInR / se - 1), `${label} se ${seInR} ${se}`).toBeLessThan(1e-6);
    }
  });
});

test('nothing that a study file says becomes a line of R by itself', () => {
  const code = studyCode(
    completed(
      study('card', {
        title: '題\nsystem("x")\r',
        allocation: {
          unit: 'factorial',
          arms: ['a")); q(("', 'b', 'c', 'd'],
          factors: [
            { id: 'x")', label: '絵', arms: ['a")); q(("', 'b'] },
            { id: 'y', label: '期限', arms: ['b', 'c'] },
          ],
        },
      }),
    ),
  );
  expect(code).not.toMatch(/^\s*system/mu);
  expect(code).toContain('"x\\")" = as.numeric(d$arm %in% c("a\\")); q((\\"", "b"))');
});
