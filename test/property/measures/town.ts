import fc from 'fast-check';
import type { Fixture, FixtureRow } from '../../spec/measures/fixture.ts';
import { knownPeople } from './known-people.ts';
import { history, iso } from './town-people.ts';

/** Generated towns: few people, of whom some are such as measures are about (see `known-people.ts`). */
const MASTERS: Fixture = {
  district: [
    { district_code: 'A', name: 'A', level: 'care_area' },
    { district_code: 'A1', name: 'A1', level: 'school_district', parent_code: 'A' },
    { district_code: 'A2', name: 'A2', level: 'school_district', parent_code: 'A' },
    { district_code: 'B', name: 'B', level: 'care_area' },
  ],
  drug_master: [
    '2149001F1',
    '2149001F1',
    '3961002F1',
    '3961002F2',
    '2189001F1',
    '1124001F1',
    '1149001F1',
    '2171001F1',
    // Of no class: what there are many of.
    ...Array.from({ length: 14 }, (_, i) => `62${String(10 + i)}001F1`),
  ].map((stem, i) => ({
    code: `d${i + 1}`,
    generic: i % 3 === 0,
    price: i === 6 ? null : 10.5 + 7 * i,
    yj_code: `${stem}${String(i).padStart(3, '0')}`,
  })),
  procedure_master: [{ code: 'p1', section: 'J038' }],
  programme: [
    { programme_id: 'walk', name: 'walk', approach: 'population' },
    { programme_id: 'letter', name: 'letter', approach: 'high_risk' },
  ],
};

/** One of 国保 and one of 後期 who are at a pharmacy's every year: in such a town the files of pharmacies were imported. */
function pharmacyCustomers(people: number, claims: number) {
  const both = (['kokuho', 'kouki'] as const).map((insurer_kind, i) => ({
    ...{ insurer_kind, person_id: people + 1 + i },
    birth_month: insurer_kind === 'kokuho' ? '1970-05-01' : '1935-05-01',
  }));
  const years = Array.from({ length: 8 }, (_, i) => 2017 + i);
  return {
    person: both.map(({ person_id, birth_month }) => ({ person_id, birth_month, sex: 1 })),
    enrolment: both.map(({ person_id, insurer_kind }) => ({
      ...{ person_id, insurer_kind },
      from_date: '2015-04-01',
    })),
    claim: both.flatMap(({ person_id }, i) =>
      years.map((year, at) => ({
        ...{ person_id, claim_id: claims + 1 + years.length * i + at, month: iso(year, 9, 1) },
        ...{ setting: 'pharmacy', institution: 'i1', days: 1, points: 100, yen: 1000 },
      })),
    ),
  };
}

/** A whole workspace of up to 48 people. */
export const town: fc.Arbitrary<Fixture> = fc
  .tuple(
    fc.array(history, { minLength: 1, maxLength: 8 }),
    knownPeople,
    fc.constantFrom(false, true, true, true, true, true),
  )
  .map(([anybody, known, isDispensed]) => {
    const people = [...anybody, ...known];
    const rows: Record<string, FixtureRow[]> = {};
    const push = (table: string, row: FixtureRow) => {
      const held = rows[table] ?? [];
      held.push(row);
      rows[table] = held;
    };
    let exams = 0;
    let claims = 0;
    people.forEach((person, i) => {
      const person_id = i + 1;
      push('person', {
        person_id,
        birth_month: iso(person.birth.year, person.birth.month, 1),
        born_on_first: person.born_on_first,
        sex: person.sex,
        death_month: person.death_month,
      });
      for (const one of person.spells) push('enrolment', { person_id, ...one });
      for (const { year, month, programme, values, answers } of person.exams) {
        const checkup_id = ++exams;
        push('checkup', {
          checkup_id,
          person_id,
          fiscal_year: year,
          exam_date: iso(month < 4 ? year + 1 : year, month, 10),
          programme,
          ...values,
        });
        const asked = new Map(answers.map((answer) => [answer.item, answer]));
        for (const answer of asked.values())
          push('questionnaire', { checkup_id, person_id, fiscal_year: year, ...answer });
      }
      for (const { year, month, diagnoses, drugs, dialysis, ...rest } of person.claims) {
        const claim_id = ++claims;
        push('claim', {
          claim_id,
          person_id,
          month: iso(month < 4 ? year + 1 : year, month, 1),
          yen: rest.points * 10,
          ...rest,
        });
        for (const one of diagnoses) push('claim_diagnosis', { claim_id, ...one });
        for (const one of drugs) push('claim_drug', { claim_id, ...one });
        if (dialysis) push('claim_procedure', { claim_id, code: 'p1' });
      }
      for (const one of person.care) push('care_certification', { person_id, ...one });
      for (const one of person.guidance) push('guidance', { person_id, ...one });
      for (const one of person.screening) push('screening', { person_id, ...one });
      for (const one of person.child_health) push('child_health', { person_id, ...one });
      for (const one of person.steps)
        push('programme_measurement', { person_id, programme_id: 'walk', item: 'steps', ...one });
      for (const one of person.participation) push('participation', { person_id, ...one });
    });
    if (isDispensed) {
      const { person, enrolment, claim } = pharmacyCustomers(people.length, claims);
      for (const row of person) push('person', row);
      for (const row of enrolment) push('enrolment', row);
      for (const row of claim) push('claim', row);
    }
    return { ...MASTERS, ...rows };
  });
