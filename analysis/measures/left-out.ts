import { fiscalYearLabel } from '../domain/fiscal-year-label.ts';
import { noted } from '../domain/titles.ts';
import { fiscalYearSql } from '../warehouse/fiscal-year.ts';
import { keepAnswer } from '../warehouse/kept-answers.ts';
import type { Warehouse } from '../warehouse/session.ts';
import type { OwnFiles } from './conditions/claims-needed.ts';
import type { Amount } from './conditions/condition.ts';
import type { MeasureDefinition, Question } from './definition.ts';
import type { Insurer } from './frames.ts';

export const FILE_NAMES: Readonly<Record<OwnFiles, string>> = { dental: '歯科', pharmacy: '調剤' };

/** Claims that come in files of their own, by the settings that tell that one of them was imported. */
const FILES = [
  { name: '医科', settings: ['inpatient', 'dpc', 'outpatient'] },
  { name: FILE_NAMES.dental, settings: ['dental'] },
  { name: FILE_NAMES.pharmacy, settings: ['pharmacy'] },
] as const;

/** Fiscal years in which the claims of an insurer are known, with those files of their own that came with them. */
type Held = ReadonlyMap<number, ReadonlySet<string>>;

/**
 * The definition as it is to be printed for these years of these data. An amount of all claims is of those that were
 * imported: where the files of dentists or pharmacies were not, its name says so and its caveats begin with it. Any
 * other definition comes back as it is.
 *
 * Reads the summaries of claims, or the claims where there are none yet and the insurer does not matter.
 */
export async function asImported(
  warehouse: Warehouse,
  definition: MeasureDefinition,
  years?: readonly number[],
): Promise<MeasureDefinition> {
  const insurer = insurerOfAllClaims(definition.question);
  const words = insurer === undefined ? undefined : await leftOutOfClaims(warehouse, insurer, years);
  if (words === undefined) return definition;
  return {
    ...definition,
    name: noted(definition.name, words.note),
    caveats: [...words.caveats, ...definition.caveats],
  };
}

/** What an amount of all claims leaves out, for its name and for its caveats. */
export interface LeftOutWords {
  readonly note: string;
  readonly caveats: readonly string[];
}

/** The claims that were not imported with the others; undefined where none lack. Reads as `asImported` does. */
export async function leftOutOfClaims(
  warehouse: Warehouse,
  insurer: Insurer,
  years?: readonly number[],
): Promise<LeftOutWords | undefined> {
  const known = [...(await heldBy(warehouse, insurer))].filter(
    ([year]) => years === undefined || years.includes(year),
  );
  const without = FILES.flatMap(({ name, settings }) => {
    const lacking = known.filter(([, held]) => !settings.some((setting) => held.has(setting)));
    const always = lacking.length === known.length;
    return lacking.length === 0 ? [] : [{ name, lacking: lacking.map(([year]) => year), always }];
  });
  return without.length === 0 ? undefined : { note: noteOf(without), caveats: without.map(caveatOf) };
}

interface LeftOut {
  readonly name: string;
  readonly lacking: readonly number[];
  readonly always: boolean;
}

function noteOf(without: readonly LeftOut[]): string {
  const named = (some: readonly LeftOut[]): string => some.map(({ name }) => name).join('・');
  const [always, sometimes] = [without.filter((one) => one.always), without.filter((one) => !one.always)];
  return [
    ...(always.length === 0 ? [] : [`${named(always)}を除く`]),
    ...(sometimes.length === 0 ? [] : [`年度により${named(sometimes)}を除く`]),
  ].join('、');
}

function caveatOf({ name, lacking, always }: LeftOut): string {
  const when = always ? '' : `${lacking.map(fiscalYearLabel).join('・')}は、`;
  const apart = always ? '' : '年度の間の差には、この違いが含まれる。';
  return `${when}${name}のレセプトが取り込まれていないため、${name}を含まない。${name}を含む公表値とは比べられない。${apart}`;
}

/** Whose claims a question adds up without choosing among them; undefined where it does not. */
function insurerOfAllClaims(question: Question): Insurer | undefined {
  if (question.kind !== 'rate' && question.kind !== 'ratio') return;
  const amounts = question.kind === 'rate' ? [question.amount] : [question.amount, question.over];
  if (!amounts.some(isAll)) return;
  const { frame } = question;
  return 'insurer' in frame ? frame.insurer : 'any';
}

function isAll(amount: Amount): boolean {
  return (
    'claims' in amount &&
    amount.settings === undefined &&
    amount.diagnosis === undefined &&
    amount.atLeastPoints === undefined
  );
}

/** Without a register claims that are not those of 後期 are those of 国保, as for the question whether there are any. */
async function heldBy(warehouse: Warehouse, insurer: Insurer): Promise<Held> {
  const rows = (await isSummedUp(warehouse))
    ? await keepAnswer(warehouse, 'files of claims by year', () => settingsByYear(warehouse))
    : insurer === 'any'
      ? await keepAnswer(warehouse, 'files of claims by year, not summed up', () =>
          settingsOfClaims(warehouse),
        )
      : [];
  const held = new Map<number, Set<string>>();
  for (const { year, late, settings } of rows) {
    if (insurer !== 'any' && (insurer === 'kouki') !== late) continue;
    const known = held.get(year);
    // Of both insurers together, what one of them lacks is lacking.
    held.set(year, new Set([...settings].filter((setting) => known?.has(setting) ?? true)));
  }
  return held;
}

interface YearOfClaims {
  readonly year: number;
  readonly late: boolean;
  readonly settings: ReadonlySet<string>;
}

async function isSummedUp(warehouse: Warehouse): Promise<boolean> {
  const made = await warehouse.all(
    "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'summary' AND table_name = 'claim_year' AND estimated_size > 0",
  );
  return made.length > 0;
}

/** The same before the first summaries are made, without the insurers. */
async function settingsOfClaims(warehouse: Warehouse): Promise<readonly YearOfClaims[]> {
  const rows = await warehouse.all(
    `SELECT DISTINCT ${fiscalYearSql('month')} AS year, setting FROM claim ORDER BY ALL`,
  );
  return [...Map.groupBy(rows, ({ year }) => Number(year))].map(([year, group]) => ({
    year,
    late: false,
    settings: new Set(group.map(({ setting }) => String(setting))),
  }));
}

async function settingsByYear(warehouse: Warehouse): Promise<readonly YearOfClaims[]> {
  const rows = await warehouse.all(
    `SELECT fiscal_year AS year, late IS NOT DISTINCT FROM true AS late, setting
     FROM summary.claim_year GROUP BY ALL ORDER BY ALL`,
  );
  return [...Map.groupBy(rows, ({ year, late }) => `${Number(year)} ${String(late)}`).values()].map(
    (group) => ({
      year: Number(group[0]!.year),
      late: group[0]!.late === true,
      settings: new Set(group.map(({ setting }) => String(setting))),
    }),
  );
}
