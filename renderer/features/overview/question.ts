import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { HEADLINE_MEASURES } from '../../../analysis/domain/headlines.ts';
import type { ReleasedTable, ReleasedWire } from '../../../analysis/domain/statistic.ts';
import type { MethodText } from '../../components/method-dialog.tsx';

export type Measure = OperationOutput<'measures.list'>['measures'][number];
export type ReleasedWireTable = ReleasedWire<ReleasedTable>;

/** Years that a number of a year is counted over: itself, or as many as a measure counts together. */
export function yearsOf(
  { pooledYears = 1 }: Pick<Measure, 'pooledYears'>,
  year: number,
  known: readonly number[],
): readonly number[] {
  const before = known.filter((one) => one <= year).sort((a, b) => a - b);
  const counted = before.slice(-pooledYears);
  return counted.length === 0 ? [year] : counted;
}

/** Whether what the measure counts changed from one fiscal year to a later one: their difference is no change of the people. */
export function isRedefined({ versions = [] }: Pick<Measure, 'versions'>, from: number, to: number): boolean {
  return versions.slice(1).some(({ validFrom }) => from < validFrom && validFrom <= to);
}

/** The table of a measure among the answers to a question about several. */
export function tableOf(
  tables: readonly ReleasedWireTable[],
  id: string,
  position: number,
): ReleasedWireTable | undefined {
  const named = tables.find(({ statistic }) => statistic.id === id || statistic.id === `measure.${id}`);
  return named ?? tables[position];
}

export interface Family {
  readonly id: string;
  readonly name: string;
  readonly measures: readonly Measure[];
}

/** The families of the catalogue, after a selection of headline measures where there are any. */
export function familiesOf(measures: readonly Measure[]): readonly Family[] {
  const headlines = HEADLINE_MEASURES.flatMap((id) => measures.find((measure) => measure.id === id) ?? []);
  const families = [...Map.groupBy(measures, (measure) => measure.family)].map(([id, members]) => ({
    id,
    name: members[0]?.familyName ?? id,
    measures: members,
  }));
  if (headlines.length < 2) return families;
  return [{ id: 'headlines', name: '主な指標', measures: headlines }, ...families];
}

/** Definition of a measure for the method drawer. */
export function definitionOf(measure: Measure): readonly MethodText[] {
  return [
    { label: '指標', text: measure.name },
    { label: '分子', text: measure.numerator },
    { label: '分母', text: measure.denominator },
    { label: '年齢の決め方', text: measure.ageRule },
    { label: '期間の決め方', text: measure.periodRule },
    { label: '定義の出典', text: measure.source },
    ...measure.caveats.map((text) => ({ label: '注意', text })),
  ];
}
