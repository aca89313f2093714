import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StudyDefinition } from '../../../analysis/studies/definition.ts';
import { studyOffers } from '../../../analysis/studies/offers.ts';
import { runStudy } from '../../../analysis/studies/run.ts';
import { formatStudy, parseStudy } from '../../../analysis/studies/study-file.ts';
import {
  type ProgrammeFacts,
  studyTemplates,
  type TemplateFacts,
} from '../../../analysis/studies/templates.ts';
import { seeded, type TownRow, type TownRows, warehouseOf } from '../../support/towns.ts';
import { designTown } from './design-town.ts';

/** Every usual question: run from its template where the files are there, else told by name what is missing. */
const programme = (id: string, name: string, rest: Partial<ProgrammeFacts> = {}): ProgrammeFacts => ({
  id,
  name,
  approach: 'high_risk',
  firstYear: 2021,
  lastYear: 2021,
  event: 'joined',
  firstMonth: '2021-06',
  ...rest,
});

const PROGRAMMES: readonly ProgrammeFacts[] = [
  programme('walk', '健康ウォーキング', { approach: 'population', items: ['steps'] }),
  programme('point', '健康ポイント', { approach: 'population' }),
  programme('salt', '減塩はがき（高血圧の受診勧奨）', { event: 'invited' }),
  programme('kidney', '糖尿病性腎症重症化予防'),
  programme('recall', 'がん検診の再勧奨', { event: 'invited' }),
  programme('frail', 'フレイル予防教室'),
  programme('baby', '新生児訪問'),
  programme('card', '受診勧奨はがきの文面', { event: 'invited', arms: ['A', 'B'] }),
];

const FACTS: TemplateFacts = {
  first: 2019,
  last: 2023,
  programmes: PROGRAMMES,
  guidance: true,
  claims: ['2019-04', '2024-03'],
  certifications: true,
  screenings: ['colorectal', 'lung'],
  childExams: true,
};

const NO_FILES: TemplateFacts = { first: 2019, last: 2023, programmes: [], guidance: false };

/** Kinds of the usual questions, with the template or offer that answers each. */
const QUESTIONS: readonly (readonly [kind: string, id: string])[] = [
  ['walking points', 'walk'],
  ['walking points, change against change', 'walk-did'],
  ['walking points, how much', 'walk-dose'],
  ['point scheme', 'point'],
  ['guidance', 'guidance'],
  ['guidance at its threshold', 'guidance-threshold'],
  ['referral letter', 'salt-letter'],
  ['salt letter', 'salt'],
  ['dialysis prevention', 'kidney-kidney'],
  ['cancer screening reminder', 'recall-screening'],
  ['frailty course', 'frail-care'],
  ['newborn visit', 'baby-infant'],
  ['wording', 'card-wording'],
  ['whole town', 'walk-series'],
];

/** The people of the design town with what the usual programmes need beside them. */
function town(): TownRows {
  const random = seeded(71);
  const rows = designTown({ seed: 71, people: 2500 });
  const participation: TownRow[] = [];
  const joins = (id: unknown, programmeId: string, day: string, rest: TownRow = {}) =>
    participation.push({
      person_id: id as number,
      programme_id: programmeId,
      joined_date: day,
      batch_id: 1,
      ...rest,
    });
  const claims: TownRow[] = [];
  const diagnoses: TownRow[] = [];
  const screening: TownRow[] = [];
  const guidance: TownRow[] = [];
  let claim = 1_000_000;
  const visit = (id: unknown, month: string, icd10: string) => {
    claims.push({
      claim_id: ++claim,
      person_id: id as number,
      month,
      setting: 'outpatient',
      days: 1,
      points: 500,
      yen: 5000,
      batch_id: 1,
    });
    diagnoses.push({
      claim_id: claim,
      disease_code: '8830000',
      icd10,
      main: true,
      suspected: false,
      batch_id: 1,
    });
  };
  const certified = rows.care_certification!;
  // Not everybody came in the year of the postcard.
  const came = rows.checkup!.filter((row) => row.fiscal_year !== 2021 || Number(row.person_id) % 10 > 0);
  const checkup = came.map((row) => ({
    ...row,
    waist: 84 + 6 * random.normal(),
    waist_state: 0,
    egfr: 70 + 8 * random.normal(),
    egfr_state: 0,
    guidance_level_reported: random.uniform() < 0.6 ? 1 : 3,
  }));
  for (const { person_id: id } of rows.person!) {
    for (const name of ['walk', 'point', 'frail']) {
      if (random.uniform() < 0.3) joins(id, name, '2021-06-10');
    }
    if (random.uniform() < 0.4) joins(id, 'kidney', '2021-11-10');
    if (random.uniform() < 0.4)
      joins(id, 'salt', '2021-12-01', { joined_date: null, invited_date: '2021-12-01' });
    if (random.uniform() < 0.4)
      joins(id, 'recall', '2021-06-01', { joined_date: null, invited_date: '2021-06-01' });
    joins(id, 'card', '2021-06-01', {
      joined_date: null,
      invited_date: '2021-06-01',
      arm: random.uniform() < 0.5 ? 'A' : 'B',
    });
    for (const year of [2019, 2020, 2021, 2022]) {
      if (random.uniform() < 0.4) visit(id, `${year}-06-01`, 'I10');
      for (const name of ['colorectal', 'lung']) {
        const came = random.uniform() < 0.3;
        screening.push({
          person_id: id!,
          fiscal_year: year,
          programme: name,
          screened_date: came ? `${year}-07-01` : null,
          batch_id: 1,
        });
      }
      if (random.uniform() < 0.3)
        guidance.push({
          person_id: id!,
          fiscal_year: year,
          level: 1,
          first_interview_date: `${year}-12-01`,
          batch_id: 1,
        });
    }
  }
  const children: TownRow[] = [];
  for (let id = 10_001; id <= 10_400; id++) {
    children.push({ person_id: id, birth_month: '2020-12-01', sex: 1 + (id % 2), born_on_first: false });
    if (random.uniform() < 0.5) joins(id, 'baby', '2021-05-01');
  }
  return {
    ...rows,
    person: [...rows.person!, ...children],
    enrolment: [
      ...rows.enrolment!,
      ...children.map(({ person_id }) => ({
        person_id: person_id!,
        insurer_kind: 'kokuho',
        from_date: '2020-12-01',
        to_date: null,
        district_code: 'D01',
        excluded: false,
        batch_id: 1,
      })),
    ],
    child_health: children.flatMap(({ person_id }) =>
      random.uniform() < 0.7
        ? [
            {
              person_id: person_id!,
              exam: 'm18',
              exam_date: '2022-08-01',
              item: 'height',
              value: 80,
              code: null,
              batch_id: 1,
            },
          ]
        : [],
    ),
    checkup,
    participation: [
      ...rows.participation!.filter((row) => row.programme_id === 'staggered'),
      ...participation,
    ],
    programme_measurement: rows.programme_measurement!,
    claim: [...rows.claim!, ...claims],
    claim_diagnosis: diagnoses,
    screening,
    guidance,
    care_certification: certified,
  };
}

describe('usual questions', () => {
  let held: Awaited<ReturnType<typeof warehouseOf>>;
  const studies = new Map<string, StudyDefinition>();

  beforeAll(async () => {
    held = await warehouseOf(town());
    for (const study of studyTemplates(FACTS)) studies.set(study.id, study);
    for (const { id, study } of studyOffers(FACTS)) if (study) studies.set(id, study);
  });
  afterAll(() => held.close());

  test.each(QUESTIONS)('%s runs end to end and can be handed on as a file', async (_, id) => {
    const study = studies.get(id);
    expect(study, [...studies.keys()].join()).toBeDefined();
    expect(parseStudy(formatStudy(study!))).toEqual(study);
    const result = await runStudy(held.warehouse, study!, { threshold: 10, source: '模擬' });
    const { estimate, interval } = result.effects[0]!.effect;
    expect(Number.isFinite(estimate)).toBe(true);
    expect(interval[0]).toBeLessThan(interval[1]);
    expect(result.checks.length).toBeGreaterThan(3);
    expect(result.reading(result.effects.map(({ effect }) => effect)).join('')).toMatch(/95％信頼区間/u);
  });

  test('without the files each question says which one it needs', () => {
    const offers = studyOffers(NO_FILES);
    const kinds = new Map(offers.map(({ kind, missing }) => [kind, missing.join('、')]));
    for (const [kind, words] of [
      ['歩数・ポイント', '名簿'],
      ['フレイル予防教室', '要介護認定の記録'],
      ['町全体への取り組み', 'レセプト'],
      ['受診勧奨', 'レセプト'],
      ['特定保健指導', '特定保健指導の記録'],
      ['糖尿病性腎症重症化予防', '名簿'],
      ['がん検診の再勧奨', 'がん検診の受診記録'],
      ['新生児訪問', '乳幼児健診の記録'],
      ['ナッジの文面', '群'],
    ] as const) {
      expect(kinds.get(kind), `${kind}: ${kinds.get(kind)}`).toContain(words);
    }
    for (const { missing } of offers) expect(missing.length).toBeGreaterThan(0);
    // Programmes that lack the same data can be told apart.
    const programme = { approach: 'population', firstYear: 2024, event: 'joined' } as const;
    const named = studyOffers({
      ...NO_FILES,
      programmes: [
        { ...programme, id: 'a', name: '減塩はがき' },
        { ...programme, id: 'b', name: '体操教室' },
      ],
    }).filter(({ kind }) => kind === '町全体への取り組み');
    expect(named.map(({ question }) => question.split('：')[0])).toEqual(['減塩はがき', '体操教室']);
    expect(studyTemplates(NO_FILES)).toEqual([]);
  });
});
