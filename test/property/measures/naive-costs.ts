import { definitionTables } from '../../../analysis/domain/tables/index.ts';
import type { Fixture, FixtureRow } from '../../spec/measures/fixture.ts';
import { diseaseOf, isCovered } from './naive.ts';
import type { Twin } from './naive-tables.ts';

const MEDICAL = ['inpatient', 'outpatient', 'dpc'];

type Named = readonly FixtureRow[];
/** Part of a claim's yen that one of its diagnoses carries. */
type Share = (claim: FixtureRow, named: Named, row: FixtureRow) => number;

const namedIn = (data: Fixture, claim: FixtureRow): Named =>
  (data.claim_diagnosis ?? []).filter(
    (row) => row.claim_id === claim.claim_id && row.suspected !== true && row.icd10,
  );

/** Yen a day of claims with one diagnosis alone, by inpatient or not and three characters; ten claims are needed. */
function weights(data: Fixture, year: number): (claim: FixtureRow, row: FixtureRow) => number {
  const inpatient = (claim: FixtureRow) => claim.setting !== 'outpatient';
  const alone = (data.claim ?? []).filter(
    (claim) =>
      MEDICAL.includes(String(claim.setting)) &&
      String(claim.month) >= `${year}-04-01` &&
      String(claim.month) < `${year + 1}-04-01` &&
      Number(claim.yen) > 0 &&
      Number(claim.days) > 0 &&
      namedIn(data, claim).length === 1,
  );
  const rate = (claims: Named) => {
    const sum = (name: string) => claims.reduce((total, claim) => total + Number(claim[name]), 0);
    return sum('yen') / sum('days');
  };
  const stem = (row: FixtureRow) => String(row.icd10).slice(0, 3);
  return (claim, row) => {
    const kind = alone.filter((one) => inpatient(one) === inpatient(claim));
    const same = kind.filter((one) => stem(namedIn(data, one)[0]!) === stem(row));
    if (same.length >= 10) return rate(same);
    return kind.length > 0 ? meanOf(data, kind) : 1;
  };
  function meanOf(of: Fixture, kind: Named): number {
    return kind.every((one) => namedIn(of, one).length === 1) ? rate(kind) : Number.NaN;
  }
}

function shareOf(data: Fixture, attribution: string, year: number): Share {
  if (attribution === 'main')
    return (_, named, row) => (row.main === true ? 1 / named.filter(({ main }) => main === true).length : 0);
  if (attribution === 'shared') return (_, named) => 1 / named.length;
  const weight = weights(data, year);
  if (attribution === 'pdm')
    return (claim, named, row) =>
      weight(claim, row) / named.reduce((sum, one) => sum + weight(claim, one), 0);
  // The heaviest; among equals the first code in the alphabet, and of two lines with it either.
  return (claim, named, row) => {
    const best = named.toSorted(
      (a, b) => weight(claim, b) - weight(claim, a) || String(a.icd10).localeCompare(String(b.icd10)),
    )[0];
    if (best?.icd10 !== row.icd10) return 0;
    return 1 / named.filter(({ icd10 }) => icd10 === row.icd10).length;
  };
}

/** Patients (any mention) and yen of every disease group in 国保, claim by claim. */
export function diseaseTwin(data: Fixture, attribution: string, year: number): Twin {
  const share = shareOf(data, attribution, year);
  const yen = new Map<string, number>();
  const patients = new Map<string, Set<unknown>>();
  const everybody = new Set<unknown>();
  const give = (group: string, amount: number) => yen.set(group, (yen.get(group) ?? 0) + amount);
  for (const claim of data.claim ?? []) {
    if (!MEDICAL.includes(String(claim.setting)) || !isCovered(data, claim, 'kokuho', year)) continue;
    const named = namedIn(data, claim);
    let given = 0;
    for (const row of named) {
      const group = diseaseOf(String(row.icd10), year);
      patients.set(group, (patients.get(group) ?? new Set()).add(claim.person_id));
      const part = share(claim, named, row);
      given += part;
      give(group, part * Number(claim.yen));
    }
    if (given === 0) give('none', Number(claim.yen));
    give('all', Number(claim.yen));
    everybody.add(claim.person_id);
  }
  const rows = new Map<string, readonly (number | null)[]>();
  const groups = definitionTables()
    .values('disease_groups', year)
    .groups.map(({ id }) => id);
  for (const group of [...groups, 'other', 'none', 'all']) {
    const counted =
      group === 'all' ? everybody.size : group === 'none' ? 0 : (patients.get(group)?.size ?? 0);
    rows.set(`${year}|${group}`, [counted, yen.get(group) ?? 0]);
  }
  return { columns: ['patients', 'amount'], rows };
}
