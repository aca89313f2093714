import { type DefinitionTables, definitionTables } from '../../../analysis/domain/tables/index.ts';
import type { MeasureDefinition } from '../../../analysis/measures/definition.ts';
import { EXAMINED, LEGAL_TARGET, SENIORS } from '../../../analysis/measures/families/frames-used.ts';
import { pressureGrade } from '../../../analysis/measures/rules/blood-pressure.ts';
import { gfrClass } from '../../../analysis/measures/rules/kidney.ts';
import type { Fixture } from '../../spec/measures/fixture.ts';
import { ownTable } from '../../support/definition-table.ts';
import {
  ageAt,
  claimsImported,
  dayBefore,
  examOf,
  holds,
  kidneyOf,
  members,
  num,
  type Person,
  rowsOf,
  type Setting,
  spells,
  start,
  str,
  until,
} from './naive.ts';
import { diseaseTwin } from './naive-costs.ts';
import { regionalCounts, threeFactorTwin } from './naive-factors.ts';

/** Recounted numbers of a measure that is a table of its own: rows that are missing are zero in every column. */
export interface Twin {
  readonly columns: readonly string[];
  readonly rows: ReadonlyMap<string, readonly (number | null)[]>;
  /** Definition tables under which the measure is run, where not the shipped ones. */
  readonly tables?: DefinitionTables;
}

type Recount = (setting: Setting, id: string) => Twin;

/** Every table of the catalogue by the beginning of its id. A table without a recount is an error. */
const RECOUNTS: Readonly<Record<string, Recount>> = {
  'risk.': distribution,
  'kidney.heat_map': heatMap,
  'kidney.diabetic_stages': diabeticStages,
  'kidney.diabetic_map': diabeticMap,
  'pressure.grades': grades,
  'care.levels': careLevels,
  'care.independent_life': independentLife,
  'dhl.independent_life': independentLife,
  'child.': childItems,
  'checkup.decline.fy2008': decline,
  'cost.diseases.': (setting, id) => diseaseTwin(setting.data, id.split('.')[2] ?? '', setting.year),
  'cost.three_factors_new': ({ data, year }) => threeFactorTwin(data, year, true),
  'cost.three_factors': ({ data, year }) => threeFactorTwin(data, year, false),
  'cost.regional_index.kokuho': ({ data, year }) => regionalCounts(data, year, 'kokuho'),
  'cost.regional_index.kouki': ({ data, year }) => regionalCounts(data, year, 'kouki'),
};

/** The recount of a table measure in one year. Throws for a measure that nobody recounts. */
export function naiveTable({ id }: MeasureDefinition, data: Fixture, year: number): Twin {
  const found = Object.entries(RECOUNTS).find(([beginning]) => id.startsWith(beginning));
  if (!found) throw new Error(`${id} has no naive twin`);
  return found[1]({ data, year, programme: 'tokutei' }, id);
}

/** Counts by sex and categories with every margin, and the share of the whole in per cent. */
function crossed(
  people: readonly { readonly sex: number; readonly codes: readonly string[] }[],
  year: number,
): Twin {
  const counts = new Map<string, number>();
  const whole = new Map<string, number>();
  for (const { sex, codes } of people)
    for (const s of ['all', String(sex)]) {
      whole.set(s, (whole.get(s) ?? 0) + 1);
      const paths = codes.reduce<string[][]>(
        (done, code) =>
          done.flatMap((path) => [
            [...path, code],
            [...path, 'all'],
          ]),
        [[]],
      );
      for (const path of paths) {
        const key = [year, s, ...path].join('|');
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
  const rows = new Map<string, readonly (number | null)[]>();
  for (const [key, n] of counts) rows.set(key, [n, (100 * n) / (whole.get(key.split('|')[1] ?? '') ?? 1)]);
  return { columns: ['denominator', 'value'], rows };
}

function examined(setting: Setting, codesOf: (person: Person) => readonly (string | null)[]) {
  return members(EXAMINED, setting).flatMap((person) => {
    const codes = codesOf(person);
    return codes.includes(null) ? [] : [{ sex: person.sex, codes: codes as readonly string[] }];
  });
}

function distribution(setting: Setting, id: string): Twin {
  const factor = id.split('.')[1] ?? '';
  const { grid } = definitionTables().values('risk_factors', 2026)[factor]!;
  const [from, width, count] = grid;
  const edges = Array.from({ length: count + 1 }, (_, i) => Number((from + i * width).toFixed(6)));
  const bin = (value: number | null) => {
    if (value === null) return null;
    const above = edges.findIndex((edge) => value < edge);
    if (above === 0) return `~${edges[0]}`;
    return above === -1 ? `${edges.at(-1)}~` : `${edges[above - 1]}~${edges[above]}`;
  };
  const people = examined(setting, (person) => {
    const exam = examOf(setting.data, person.id, setting.year, 'tokutei');
    return [bin(factor === 'egfr' ? kidneyOf(exam, person, 0) : num(exam, factor))];
  });
  return crossed(people, setting.year);
}

function heatMap(setting: Setting): Twin {
  const people = examined(setting, (person) => {
    const exam = examOf(setting.data, person.id, setting.year, 'tokutei');
    const egfr = kidneyOf(exam, person, 0);
    const protein = num(exam, 'urine_protein');
    return [
      egfr === null ? null : gfrClass(egfr),
      protein === null ? null : protein === 1 ? 'A1' : protein === 2 ? 'A2' : 'A3',
    ];
  });
  return crossed(people, setting.year);
}

/** Values of the sheet, written again: fasting or casual glucose, HbA1c, an answer, or a drug of the year's claims. */
function isDiabetic(person: Person, setting: Setting): boolean {
  const exam = examOf(setting.data, person.id, setting.year, 'tokutei');
  const reaches = (name: string, limit: number) => (num(exam, name) ?? 0) >= limit;
  const high = reaches('glucose_fasting', 126) || reaches('glucose_casual', 126) || reaches('hba1c', 6.5);
  return high || exam?.drug_glucose === true || holds({ drug: 'antidiabetic' }, person, setting);
}

function diabeticStages(setting: Setting): Twin {
  // Without claims nobody is known to be on dialysis, nor not to be.
  if (!claimsImported(setting.data, 'kokuho', setting.year, setting.year))
    return { columns: ['denominator', 'value'], rows: new Map() };
  const people = examined(setting, (person) => {
    const exam = examOf(setting.data, person.id, setting.year, 'tokutei');
    const [egfr, protein] = [kidneyOf(exam, person, 0), num(exam, 'urine_protein')];
    if (!isDiabetic(person, setting) || egfr === null || protein === null) return [null];
    if (holds({ pattern: 'dialysis_months', atLeast: 3 }, person, setting)) return ['5'];
    return [egfr < 30 ? '4' : String(Math.min(protein, 3))];
  });
  return ofBothSexes(crossed(people, setting.year));
}

function diabeticMap(setting: Setting): Twin {
  const people = examined(setting, (person) => {
    const exam = examOf(setting.data, person.id, setting.year, 'tokutei');
    if (!isDiabetic(person, setting)) return [null];
    const [egfr, protein] = [kidneyOf(exam, person, 0), num(exam, 'urine_protein')];
    return [egfr === null ? null : gfrClass(egfr), protein === null ? null : `A${Math.min(protein, 3)}`];
  });
  return ofBothSexes(crossed(people, setting.year));
}

/** Of a measure that is not divided by sex. */
function ofBothSexes({ columns, rows }: Twin): Twin {
  const both = [...rows].flatMap(([key, values]): [string, readonly (number | null)[]][] => {
    const [year = '', sex, ...rest] = key.split('|');
    return sex === 'all' ? [[[year, ...rest].join('|'), values]] : [];
  });
  return { columns, rows: new Map(both) };
}

function grades(setting: Setting): Twin {
  const people = examined(setting, (person) => {
    const exam = examOf(setting.data, person.id, setting.year, 'tokutei');
    const [sbp, dbp] = [num(exam, 'sbp'), num(exam, 'dbp')];
    if (sbp === null || dbp === null) return [null, null];
    return [pressureGrade(sbp, dbp), exam?.drug_bp === true ? 'yes' : 'no'];
  });
  return crossed(people, setting.year);
}

function careLevels(setting: Setting): Twin {
  const end = start(setting.year + 1);
  const people = members(SENIORS, setting).map((person) => {
    const valid = rowsOf(setting.data, 'care_certification')
      .filter((row) => row.person_id === person.id && row.level !== '01')
      .filter((row) => String(row.from_date) < end && until(row) >= dayBefore(end))
      .toSorted((a, b) => String(a.from_date).localeCompare(String(b.from_date)));
    return { sex: person.sex, codes: [String(valid.at(-1)?.level ?? 'none')] };
  });
  return crossed(people, setting.year);
}

/** Towns of a few people never have a life table: who was observed and who died, and nothing more. */
function independentLife({ data, year }: Setting): Twin {
  const rows = new Map<string, number[]>();
  for (const row of rowsOf(data, 'person')) {
    if (ageAt(row, `${year + 1}-03-31`) < 65) continue;
    if (spells(data, Number(row.person_id), 'any', start(year), start(year + 1)).length === 0) continue;
    const death = str(row, 'death_month');
    const died = death !== null && death >= start(year) && death < start(year + 1) ? 1 : 0;
    for (const sex of ['all', String(row.sex)]) {
      const [n = 0, k = 0] = rows.get(sex) ?? [];
      rows.set(sex, [n + 1, k + died]);
    }
  }
  return { columns: ['person_years_persons', 'deaths'], rows };
}

function childItems({ data, year }: Setting, id: string): Twin {
  const exam = id.split('.')[1];
  const of = rowsOf(data, 'child_health').filter(
    (row) =>
      row.exam === exam && String(row.exam_date) >= start(year) && String(row.exam_date) < start(year + 1),
  );
  const rows = new Map<string, (number | null)[]>();
  for (const item of new Set(of.map((row) => String(row.item)))) {
    const persons = (test: (row: (typeof of)[number]) => boolean) =>
      new Set(of.filter((row) => row.item === item && test(row)).map((row) => row.person_id)).size;
    const [n, k] = [persons(() => true), persons((row) => row.code === '1' || row.value === 1)];
    rows.set(`${year}|${item}`, [n, k, (100 * k) / n]);
  }
  return { columns: ['denominator', 'numerator', 'value'], rows };
}

/** Shares of 2008 for the recount: 40 % of the men, 20 % of the women, one more for each five years. */
const BASELINE = definitionTables([
  ownTable(
    'metabolic_baseline',
    {
      rates: ['1', '2'].flatMap((sex) =>
        [40, 45, 50, 55, 60, 65, 70].map((band, i) => ({
          sex,
          band,
          percent: (sex === '1' ? 40 : 20) + i,
        })),
      ),
    },
    { confirmed: false },
  ),
]);

function decline(setting: Setting): Twin {
  const rows = new Map<string, (number | null)[]>();
  const people = members(LEGAL_TARGET, setting);
  const is = (classes: readonly number[]) => (person: Person) =>
    holds({ metabolic: classes, basis: 'official' }, person, setting);
  for (const sex of ['all', '1', '2']) {
    const own = people.filter((person) => sex === 'all' || person.sex === Number(sex));
    if (own.length === 0) continue;
    let [now, then, missing] = [0, 0, false];
    for (const of of Map.groupBy(own, (person) => `${person.sex}|${Math.floor(person.age / 5)}`).values()) {
      const judged = of.filter(is([1, 2, 3]));
      if (judged.length === 0) missing = true;
      now += (of.length * of.filter(is([1, 2])).length) / Math.max(1, judged.length);
      const first = of[0]!;
      then += (of.length * ((first.sex === 1 ? 40 : 20) + Math.floor(first.age / 5) - 8)) / 100;
    }
    const counts = [own.length, own.filter(is([1, 2, 3])).length, own.filter(is([1, 2])).length];
    const value = missing ? null : 100 * (1 - now / then);
    rows.set(`${setting.year}|${sex}`, [...counts, missing ? null : now, then, value]);
  }
  const columns = ['people', 'denominator', 'numerator', 'estimated', 'baseline', 'value'];
  return { columns, rows, tables: BASELINE };
}
