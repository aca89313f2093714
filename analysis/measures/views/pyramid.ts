import type { CandidateRow, CandidateTable } from '../../domain/statistic.ts';
import {
  NOBODY,
  type People,
  peopleKeySql,
  personKeySql,
  readPeopleKey,
  rowPeople,
  withMore,
} from '../../warehouse/people.ts';
import type { Warehouse } from '../../warehouse/session.ts';
import { atomsOf, type CountedGroup } from '../atoms.ts';
import { periodText } from '../context.ts';
import { type Frame, frameSql } from '../frames.ts';
import { ensureMembers } from '../members.ts';
import { ageStratum, bandSql, districtStratum, sexStratum, yearStratum } from '../strata.ts';

export interface PyramidRequest {
  readonly year: number;
  /** Code of the only district that is counted; the whole municipality where absent. */
  readonly district?: string;
  readonly signal?: AbortSignal;
}

const EVERYBODY: Frame = { kind: 'insured', insurer: 'any', ages: { from: 0, to: null }, at: 'year_end' };

/**
 * Insured persons (国保 and 後期) at the end of a fiscal year by sex and five-year age band with every margin,
 * exact, for the disclosure gate.
 */
export async function populationPyramid(
  warehouse: Warehouse,
  { year, district, signal }: PyramidRequest,
): Promise<CandidateTable> {
  const place = await placeOf(warehouse, district);
  await ensureMembers(warehouse, [year], signal);
  const found = await warehouse.all(
    `SELECT sex::VARCHAR AS sex, ${bandSql('age')}::VARCHAR AS band, coalesce(district_code, '') AS district,
       count(*) AS persons, ${peopleKeySql()} AS people
     FROM (SELECT *, ${personKeySql('person_id')} FROM (${frameSql(EVERYBODY, year)})) GROUP BY ALL`,
    undefined,
    signal,
  );
  const sex = sexStratum();
  const age = ageStratum(EVERYBODY.ages);
  const counted = new Map<string, People>();
  for (const row of found) {
    if (!place.holds(String(row.district))) continue;
    for (const s of sex.lineage(String(row.sex)))
      for (const a of age.lineage(String(row.band))) {
        const key = `${s}|${a}`;
        counted.set(key, withMore(counted.get(key) ?? NOBODY, row.persons, row.people));
      }
  }
  const rows = sex.dimension.levels.flatMap((s) =>
    age.dimension.levels.map((a): CandidateRow => {
      const persons = counted.get(`${s.code}|${a.code}`) ?? NOBODY;
      return {
        at: [String(year), s.code, a.code, ...place.at],
        values: [persons.persons],
        ...rowPeople({ persons }),
      };
    }),
  );
  return {
    id: 'overview.pyramid',
    parameters: { year },
    context: {
      title: '年齢別・性別の被保険者数',
      population: `国民健康保険・後期高齢者医療の被保険者（年度末日現在${place.words}）`,
      period: periodText([year]),
      source: '取り込んだデータ（被保険者台帳）',
      method: '年度末日に資格のある人を、性別・5歳階級別に数えた。年齢は年度末日。',
      caveats: ['社会保険などの加入者は含まない。市町村の全住民の人口ではない。'],
    },
    dimensions: [yearStratum([year]).dimension, sex.dimension, age.dimension, ...place.dimensions],
    columns: [{ id: 'persons', label: '被保険者', kind: 'count', unit: '人', decimals: 0 }],
    rows,
    atoms: () =>
      atomsOf(warehouse, new Map([[year, found.map(countedGroup)]]), { all: ['persons'], some: [] }),
  };
}

function countedGroup(row: Readonly<Record<string, unknown>>): CountedGroup {
  const totals = {
    persons: Number(row.persons),
    users: 0,
    personsKey: readPeopleKey(row.people),
    usersKey: 0n,
  };
  return { sex: String(row.sex), band: String(row.band), district: String(row.district), totals };
}

/** The district as a dimension of one level, so that the gate sees whose people the cells are. */
async function placeOf(warehouse: Warehouse, district: string | undefined) {
  if (district === undefined) return { words: '', at: [], dimensions: [], holds: () => true };
  const { dimension, lineage } = await districtStratum(warehouse);
  const level = dimension.levels.find(({ code }) => code === district);
  const label = level?.label ?? district;
  return {
    words: `、${label}`,
    at: [district],
    dimensions: [{ ...dimension, levels: [{ code: district, label }] }],
    holds: (leaf: string) => lineage(leaf).includes(district),
  };
}
