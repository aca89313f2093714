/** What a number of a report is counted in. */
interface ReportUnit {
  /** The plain unit: 円, not 千円; null where the report says none. */
  readonly unit: string | null;
  /** By how much the printed number is multiplied to be in that unit. */
  readonly factor: number;
  /** The item's name with the plain unit. */
  readonly item: string;
}

const LARGE: Readonly<Record<string, readonly [unit: string, factor: number]>> = {
  千円: ['円', 1e3],
  万円: ['円', 1e4],
  百万円: ['円', 1e6],
  億円: ['円', 1e8],
  千人: ['人', 1e3],
  千件: ['件', 1e3],
  千点: ['点', 1e3],
};
const WORDS = `${Object.keys(LARGE)
  .sort((a, b) => b.length - a.length)
  .join('|')}|円|人|件|点|日|%`;
/** （千円）, （単位：千円）; in a heading after NFKC. */
const IN_HEADING = new RegExp(`\\((?:単位[:：]?)?(${WORDS})\\)`);
const ABOVE_TABLE = new RegExp(`単位[:：]?\\(?((?:(?:${WORDS})[、,・/]?)+)`);
const MONEY = /費|額|料|円/;
/** Numbers about amounts that are no amounts themselves. */
const RATIO = /率|割合|比|指数|順位/;
const MEAN = /当たり|あたり|平均|中央値/;

/** False for rates and means: their total is not the sum of what stands above it. */
export function isSummable(item: string): boolean {
  return !RATIO.test(item) && !MEAN.test(item);
}

/** Unit of amounts of money that a line above the table gives for all its columns; undefined where none does. */
export function moneyUnitOf(titles: readonly string[]): string | undefined {
  for (const title of titles) {
    const [, units] = ABOVE_TABLE.exec(title.replace(/\s/g, '')) ?? [];
    const money = units?.split(/[、,・/]/).find((unit) => unit.endsWith('円'));
    if (money) return money;
  }
  return undefined;
}

/** Unit of an item by its own heading, else, for amounts of money, by the line above the table. */
export function reportUnit(item: string, moneyUnit: string | undefined): ReportUnit {
  const found = IN_HEADING.exec(item);
  const written = found?.[1] ?? (MONEY.test(item) && !RATIO.test(item) ? moneyUnit : undefined);
  if (written === undefined) return { unit: null, factor: 1, item };
  const [unit, factor] = LARGE[written] ?? [written, 1];
  return { unit, factor, item: found && factor !== 1 ? item.replace(found[0], `(${unit})`) : item };
}
