import type { FieldType } from '../fields/types.ts';

/** The answers of a question in some fiscal years: codes 1 to `max`, and the words that lists have for them. */
interface AnswerPeriod {
  readonly from?: number;
  readonly to?: number;
  readonly max: number;
  /** OID of the list in documents. */
  readonly list: string;
  readonly words: Readonly<Record<string, number>>;
}

const OID = '1.2.392.200119.6.';

/** Answers of 標準的な質問票 whose codes changed with the 4th period: the same word is another code. */
const PERIODS: Readonly<Record<string, readonly AnswerPeriod[]>> = {
  q8: [
    { to: 2023, max: 2, list: `${OID}2003`, words: { はい: 1, いいえ: 2 } },
    {
      from: 2024,
      max: 3,
      list: `${OID}24060`,
      words: {
        はい: 1,
        '以前は吸っていたが、最近1か月間は吸っていない': 2,
        以前は吸っていたが最近1か月間は吸っていない: 2,
        以前は吸っていた: 2,
        いいえ: 3,
      },
    },
  ],
  q18: [
    {
      to: 2023,
      max: 3,
      list: `${OID}2005`,
      words: { 毎日: 1, 時々: 2, 'ほとんど飲まない(飲めない)': 3, ほとんど飲まない: 3 },
    },
    {
      from: 2024,
      max: 8,
      list: `${OID}24040`,
      words: {
        毎日: 1,
        '週5~6日': 2,
        '週3~4日': 3,
        '週1~2日': 4,
        '月に1~3日': 5,
        月に1日未満: 6,
        やめた: 7,
        '飲まない(飲めない)': 8,
      },
    },
  ],
  q19: [
    {
      to: 2023,
      max: 4,
      list: `${OID}2006`,
      words: { '1合未満': 1, '1~2合未満': 2, '2~3合未満': 3, '3合以上': 4 },
    },
    {
      from: 2024,
      max: 5,
      list: `${OID}24050`,
      words: { '1合未満': 1, '1~2合未満': 2, '2~3合未満': 3, '3~5合未満': 4, '5合以上': 5 },
    },
  ],
};

/** A word stands for this and its place until the fiscal year says which code it is. */
const FIRST_WORD = 1000;

/** Words of a question in all its periods, each once. */
function wordsOf(periods: readonly AnswerPeriod[]): string[] {
  return [...new Set(periods.flatMap(({ words }) => Object.keys(words)))];
}

/** How the answers of a question are read whose codes depend on the year; undefined for every other column. */
export function yearlyAnswerType(column: string): FieldType | undefined {
  const periods = PERIODS[column];
  if (!periods) return undefined;
  const codes: Record<string, number> = {};
  for (let code = 1; code <= Math.max(...periods.map(({ max }) => max)); code += 1) codes[code] = code;
  wordsOf(periods).forEach((word, place) => {
    // Two letters are written for the same dash; only one of them is equal to ~ after NFKC.
    for (const spelling of [word, word.replaceAll('~', '〜')]) codes[spelling] = FIRST_WORD + place;
  });
  return { kind: 'code', codes };
}

/**
 * Code of what was read, in the list of the fiscal year of the exam; undefined where that list has no such answer.
 * `list`: the list that the answer itself says it is of, where that may be the one of another period.
 */
export function yearlyAnswers(
  column: string,
): ((read: number, fiscalYear: number, list?: string) => number | undefined) | undefined {
  const periods = PERIODS[column];
  if (!periods) return undefined;
  const words = wordsOf(periods);
  return (read, fiscalYear, list) => {
    const period = periods.find(({ from = 0, to = 9999 }) => fiscalYear >= from && fiscalYear <= to);
    if (read >= FIRST_WORD) return period?.words[words[read - FIRST_WORD]!];
    const own = periods.find((candidate) => candidate.list === list);
    if (own && own !== period) {
      const word = Object.keys(own.words).find((candidate) => own.words[candidate] === read);
      return word === undefined ? undefined : period?.words[word];
    }
    return period === undefined || read <= period.max ? read : undefined;
  };
}
