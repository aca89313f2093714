import type { TemplateFacts } from '../../../analysis/studies/templates.ts';
import { seeded, type TownRow, type TownRows } from '../../support/towns.ts';

/**
 * A town whose truth is known: walking lowers SBP by 4 mmHg and costs by 20,000 yen, letters do nothing.
 * Joining depends on recorded traits; letters go to people with SBP ≥ 140, who fall towards their own mean.
 */
export const TRUE_SBP = -4;
export const TRUE_COST = -20_000;

export function cohortTown(seed: number, people: number): TownRows {
  const random = seeded(seed);
  const rows: Record<string, TownRow[]> = {
    person: [],
    enrolment: [],
    checkup: [],
    claim: [],
    participation: [],
    district: [
      { district_code: 'A', name: '北', level: 'care_area', parent_code: null },
      { district_code: 'A1', name: '北小', level: 'school_district', parent_code: 'A' },
      { district_code: 'A2', name: '南小', level: 'school_district', parent_code: 'A' },
    ],
  };
  let checkupId = 0;
  let claimId = 0;
  for (let person = 1; person <= people; person++) {
    const birthYear = 1950 + Math.floor(random.uniform() * 30);
    const sex = random.uniform() < 0.5 ? 1 : 2;
    rows.person!.push({ person_id: person, birth_month: `${birthYear}-06-01`, sex, born_on_first: false });
    rows.enrolment!.push({
      person_id: person,
      insurer_kind: 'kokuho',
      from_date: '2015-04-01',
      to_date: null,
      district_code: random.uniform() < 0.5 ? 'A1' : 'A2',
      excluded: false,
      batch_id: 1,
    });
    const usual = 128 + 0.4 * (1965 - birthYear) + 12 * random.normal();
    const spending = 250_000 + 1500 * (usual - 128) + 60_000 * random.normal();
    const measured = (shift: number) => Math.round(usual + shift + 9 * random.normal());
    const smoker = random.uniform() < 0.2;
    const before = measured(0);
    const wish = -1.2 - 0.03 * (before - 128) + (smoker ? -0.8 : 0) + (sex === 2 ? 0.4 : 0);
    const joins = random.uniform() < 1 / (1 + Math.exp(-wish));
    if (joins) {
      rows.participation!.push({
        person_id: person,
        programme_id: 'walking',
        joined_date: '2022-06-10',
        batch_id: 1,
      });
    }
    const lettered = before >= 140 && random.uniform() < 0.5;
    if (lettered) {
      rows.participation!.push({
        person_id: person,
        programme_id: 'letters',
        invited_date: '2021-12-01',
        batch_id: 1,
      });
    }
    const exams: [number, number][] = [
      [2021, before],
      [2022, measured(joins ? TRUE_SBP : 0)],
      [2023, measured(joins ? TRUE_SBP : 0)],
    ];
    for (const [year, sbp] of exams) {
      rows.checkup!.push({
        checkup_id: ++checkupId,
        person_id: person,
        exam_date: `${year}-09-15`,
        fiscal_year: year,
        programme: 'tokutei',
        sbp,
        sbp_state: 0,
        hba1c: 5.6 + 0.2 * random.normal(),
        hba1c_state: 0,
        smoker,
        drug_bp: false,
        guidance_level_reported: 3,
        batch_id: 1,
      });
    }
    for (const year of [2021, 2022, 2023]) {
      const effect = joins && year >= 2022 ? TRUE_COST : 0;
      const yen = Math.max(10_000, Math.round(spending + effect + 40_000 * random.normal()));
      rows.claim!.push({
        claim_id: ++claimId,
        person_id: person,
        month: `${year}-10-01`,
        setting: 'outpatient',
        days: 3,
        points: Math.round(yen / 10),
        yen,
        batch_id: 1,
      });
    }
  }
  return rows;
}

export const FACTS: TemplateFacts = {
  first: 2020,
  last: 2023,
  guidance: false,
  programmes: [
    { id: 'walking', name: 'ウォーキング', approach: 'population', firstYear: 2022, event: 'joined' },
    { id: 'letters', name: '減塩はがき', approach: 'high_risk', firstYear: 2021, event: 'invited' },
  ],
};
