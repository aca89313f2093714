import type { DefinitionTables } from '../domain/tables/index.ts';
import { amountSql, valueSql } from './conditions/amount.ts';
import { claimsNeeded } from './conditions/claims-needed.ts';
import { conditionSql, createScope, frameQuery, type Scope } from './conditions/compile.ts';
import type { Condition } from './conditions/condition.ts';
import type { CountedQuestion } from './definition.ts';
import type { Frame } from './frames.ts';
import { questionAt } from './versions.ts';

/** What a measure asks of the data, a row a person. */
export interface PersonRows {
  /** SQL of `person_id, sex, age, district_code, den, num, places`. */
  readonly rows: string;
  /** Says which summaries the SQL reads. */
  readonly scope: Scope;
  /** By column of the table, SQL of `person_id, place, amount`: its amounts by institution, where they are of claims. */
  readonly byPlace: Readonly<Record<string, string>>;
}

/** SQL of one row a person, for one fiscal year, by the definition of that year. */
export function personRows(asked: CountedQuestion, year: number, tables: DefinitionTables): PersonRows {
  const question = questionAt(asked, year);
  const { frame } = question;
  const scope = createScope(year, tables, programmeOf(frame));
  const where = conditionsOf(question)
    .map((condition) => conditionSql(condition, scope))
    .join(' AND ');
  const { den, num, places, joins, byPlace } = personNumbers(question, scope);
  for (const [alias, join] of joins) scope.joins.set(alias, join);
  const known = question.kind === 'mean' ? `${where ? `${where} AND ` : ''}(${num}) IS NOT NULL` : where;
  const rows = frameQuery(scope, frame, {
    select: `f.person_id, f.sex, f.age, f.district_code, (${den})::DOUBLE AS den, (${num})::DOUBLE AS num, ${places} AS places`,
    ...(known ? { where: known } : {}),
  });
  return { rows, scope, byPlace };
}

/** Whom of the frame a question counts; nobody where claims that it reads have not been imported. */
function conditionsOf(question: CountedQuestion): readonly Condition[] {
  const among = 'denominator' in question ? question.denominator : undefined;
  return [among, claimsNeeded(question)].filter((condition) => condition !== undefined);
}

function personNumbers(question: CountedQuestion, scope: Scope) {
  const joins = new Map<string, string>();
  const byPlace: Record<string, string> = {};
  const insurer = 'insurer' in question.frame ? question.frame.insurer : 'any';
  const amount = (column: 'amount' | 'over', of: Parameters<typeof amountSql>[0]) => {
    const made = amountSql(of, insurer, scope, `${column}_rows`);
    if (made.join) joins.set(`${column}_rows`, made.join);
    if (made.byPlace) byPlace[column] = made.byPlace;
    return made;
  };
  const none = '0::UBIGINT';
  switch (question.kind) {
    case 'share': {
      const num = `(${conditionSql(question.numerator, scope)})::INTEGER`;
      return { den: '1', num, places: none, joins, byPlace };
    }
    case 'mean':
      return { den: '1', num: valueSql(question.value, scope), places: none, joins, byPlace };
    case 'rate':
    case 'ratio': {
      const { expression: num, places = none } = amount('amount', question.amount);
      const den = question.kind === 'rate' ? 'f.months' : amount('over', question.over).expression;
      return { den, num, places, joins, byPlace };
    }
  }
}

function programmeOf(frame: Frame): 'tokutei' | 'kouki' {
  if (frame.kind === 'examined') return frame.programme;
  return 'insurer' in frame && frame.insurer === 'kouki' ? 'kouki' : 'tokutei';
}
