import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UserIssue } from '../../../analysis/domain/issue.ts';
import { studySentences } from '../../../analysis/messages/studies.ts';
import { runStudy } from '../../../analysis/studies/run.ts';
import { formatStudy, parseStudy, readStudy } from '../../../analysis/studies/study-file.ts';
import { completed, type StudyInput } from '../../../analysis/studies/template-parts.ts';
import { warehouseOf } from '../../support/towns.ts';
import { STUDIES } from './design-studies.ts';
import { designTown } from './design-town.ts';

/** Every refusal of a study is provoked once, and says in Japanese what to do. */
const study = (name: string, rest: object = {}): StudyInput => ({ ...STUDIES[name], ...rest }) as StudyInput;

type Town = Awaited<ReturnType<typeof warehouseOf>>;

async function issueOf(work: () => unknown): Promise<UserIssue> {
  try {
    await work();
  } catch (error) {
    if (error instanceof UserIssue) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** Said by the workflow of a workspace; workflow.test.ts provokes them there. */
const IN_WORKFLOW = ['study.unknown', 'study.not_locked', 'study.not_diagnosed'];

const people = STUDIES.dose as { eligibility: object };
const older = { eligibility: { ...people.eligibility, age: [95, 99] } };

const REFUSED: Readonly<Record<string, readonly [small: boolean, study: StudyInput]>> = {
  'study.invalid_text': [false, study('staggered', { programme: 'a\nb' })],
  'study.too_few': [true, study('letter')],
  'study.separation': [
    false,
    {
      ...study('class'),
      design: 'cohort_with_comparison',
      estimand: 'ATT',
      programme: 'staggered',
      covariates: ['smoker', 'age'],
      outcomes: (STUDIES.staggered as { outcomes: object[] }).outcomes,
      event: undefined,
    } as unknown as StudyInput,
  ],
  'study.no_variation': [
    false,
    study('letter', {
      outcomes: [{ ...(STUDIES.letter as { outcomes: object[] }).outcomes[0], variable: 'checkup_taken' }],
    }),
  ],
  'study.no_cohort': [false, study('letter', older)],
  'study.no_series': [
    false,
    study('series', { series: { ...(STUDIES.series as { series: object }).series, age: [100, 110] } }),
  ],
  'study.short_series': [false, study('series', { start: '2019-06' })],
  'study.no_window': [false, study('threshold', { bandwidth: 0.001 })],
  'study.few_events': [false, study('class', { event: 'death' })],
  'study.few_doses': [true, study('dose')],
  'study.dose_outside': [
    false,
    study('dose', { dose: { ...(STUDIES.dose as { dose: object }).dose, at: [50_000, 60_000, 70_000] } }),
  ],
};

const asked = ({ ...input }: StudyInput): StudyInput => {
  const rest = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  if (rest.design !== 'cohort_with_comparison') return rest as StudyInput;
  for (const key of ['eventLabel', 'horizonMonths', 'minimalImportantDifference']) delete rest[key];
  return rest as StudyInput;
};

describe('refusals', () => {
  let town: Town;
  let small: Town;

  beforeAll(async () => {
    const rows = designTown({ seed: 61, people: 400 });
    const joined = new Set(
      rows.participation!.flatMap((row) => (row.programme_id === 'staggered' ? [row.person_id] : [])),
    );
    // Whoever joins smokes: nobody is left to compare with.
    const checkup = rows.checkup!.map((row) => ({ ...row, smoker: joined.has(row.person_id!) }));
    town = await warehouseOf({ ...rows, checkup });
    small = await warehouseOf(designTown({ seed: 62, people: 40 }));
  });
  afterAll(() => {
    town.close();
    small.close();
  });

  test.each(Object.entries(REFUSED))('%s', async (code, [few, input]) => {
    const { warehouse } = few ? small : town;
    const issue = await issueOf(() =>
      runStudy(warehouse, completed(asked(input)), { threshold: 10, source: '模擬' }),
    );
    expect(issue.code).toBe(code);
    const sentence = studySentences[code]!(issue.params ?? {});
    expect(sentence).toMatch(/。$/u);
    expect(sentence).not.toMatch(/undefined|NaN/u);
  });

  test('a further outcome without variation is left out, and a check says so', async () => {
    const [main] = (STUDIES.letter as { outcomes: object[] }).outcomes;
    const further = {
      ...main,
      id: 'dental',
      variable: 'dental_visits',
      primary: false,
      negativeControl: true,
    };
    const result = await runStudy(town.warehouse, completed(study('letter', { outcomes: [main, further] })), {
      threshold: 10,
      source: '模擬',
    });
    expect(result.effects.map(({ effect }) => effect.outcome)).toEqual(['ldl']);
    expect(result.checks.find(({ id }) => id === 'no_variation')?.verdict).toBe('caution');
  });

  test('every sentence of the catalogue belongs to a refusal that is provoked', () => {
    const provoked = ['study.not_yaml', 'study.invalid', ...Object.keys(REFUSED), ...IN_WORKFLOW];
    expect(provoked.toSorted()).toEqual(Object.keys(studySentences).toSorted());
  });
});

describe('faults of a study file', () => {
  const text = formatStudy(
    completed(study('staggered', { subgroups: [{ variable: 'female', label: '男女' }] })),
  );
  const dose = formatStudy(completed(study('dose')));
  const cohort = (rest: string) =>
    text
      .replace('design: before_after_with_comparison', 'design: cohort_with_comparison')
      .replace(/panel:[\s\S]*?comparison: never\n/u, rest)
      .replace('anticipationYears: 0\n', '')
      .replace('event: joined', 'event: joined\n  graceMonths: 12');

  test.each([
    ['missing', text.replace(/question: .*\n/u, ''), 'question'],
    ['type', text.replace('baselineYear: 0', 'baselineYear: はじめ'), 'baselineYear'],
    ['choice', text.replace('comparison: never', 'comparison: always'), 'comparison'],
    ['unknown_key', text.replace('comparison: never', 'comparison: never\ncompare: never'), 'compare'],
    ['range', text.replace('anticipationYears: 0', 'anticipationYears: 7'), 'anticipationYears'],
    ['pattern', text.replace(/^id: .*$/mu, 'id: 研究'), 'id'],
    ['unknown_variable', text.replace('- age', '- shoe_size'), 'covariates.0'],
    [
      'not_selectable',
      text.replace('conditions: []', 'conditions:\n    - { value: annual_cost, op: ">", than: 1 }'),
      'eligibility.conditions.0.value',
    ],
    ['not_a_covariate', text.replace('variable: female', 'variable: smoker'), 'subgroups.0.variable'],
    ['ascending', text.replace('- 2020\n', '- 2024\n'), 'panel'],
    ['ascending', dose.replace('- 5000', '- 4000'), 'dose.at'],
    ['repeated', text.replace(/(outcomes:\n)((?: {2}.*\n)+)/u, '$1$2$2'), 'outcomes.1.id'],
    ['aipw_estimand', cohort('estimand: ATO\nmethod: aipw\n'), 'method'],
  ])('%s', (reason, broken, key) => {
    const { faults } = readStudy(broken);
    const fault = faults.find((each) => each.reason === reason);
    expect(fault, JSON.stringify(faults)).toMatchObject({ key });
    expect(broken.split('\n').length).toBeGreaterThanOrEqual(fault!.line);
    const sentence = studySentences['study.invalid']!({ ...fault!, more: 0 });
    expect(sentence).toContain(`${fault!.line}行目`);
    expect(sentence).not.toContain('正しくありません');
  });

  test('a file that is no YAML, and one that is not a study', async () => {
    expect((await issueOf(() => parseStudy('id: [1, 2'))).code).toBe('study.not_yaml');
    expect((await issueOf(() => parseStudy('id: x'))).code).toBe('study.invalid');
    expect((await issueOf(() => parseStudy(''))).kind).toBe('input');
    expect((await issueOf(() => parseStudy('- 1\n- 2'))).kind).toBe('input');
  });

  test('months that do not exist are found before anything is counted', () => {
    const series = formatStudy(completed(study('series')));
    for (const [from, wrong] of [
      ['from: 2019-04', 'from: 2019-13'],
      ['to: 2024-03', 'to: 2018-03'],
    ] as const) {
      expect(readStudy(series.replace(from, wrong)).faults).toHaveLength(1);
    }
  });
});
