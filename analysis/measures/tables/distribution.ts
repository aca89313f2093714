import type { RiskFactor } from '../../domain/tables/index.ts';
import { noted } from '../../domain/titles.ts';
import { valueSql } from '../conditions/amount.ts';
import { sqlNumber, sqlText } from '../conditions/literal.ts';
import type { Question, TableRequest } from '../definition.ts';
import { EXAMINED } from '../families/frames-used.ts';
import { type Category, crossTable } from './cross-table.ts';

type Run = Extract<Question, { kind: 'table' }>['run'];

/** Persons by bin of the factor's fixed grid, with open ends. */
export function distributionOf(factor: RiskFactor & { readonly id: string }): Run {
  return (request: TableRequest) =>
    crossTable(request, { frame: EXAMINED, programme: 'tokutei', categories: [binCategory(factor)] });
}

function binCategory(factor: RiskFactor & { readonly id: string }): Category {
  const [start, width, count] = factor.grid;
  const edges = Array.from({ length: count + 1 }, (_, i) => Number((start + i * width).toFixed(6)));
  const first = edges[0] ?? start;
  const last = edges.at(-1) ?? start;
  const inner = edges.slice(0, -1).map((edge, i) => ({ lower: edge, upper: edges[i + 1] ?? last }));
  const levels = [
    { code: `~${first}`, label: `${first}未満` },
    ...inner.map(({ lower, upper }) => ({ code: `${lower}~${upper}`, label: `${lower}以上${upper}未満` })),
    { code: `${last}~`, label: `${last}以上` },
  ];
  return {
    id: 'bin',
    label: noted(factor.label, factor.unit),
    total: '全体',
    levels,
    code: (scope) => {
      const value = valueSql(factor.id === 'egfr' ? { egfr: true } : { checkup: factor.id }, scope);
      const cases = inner.map(
        ({ lower, upper }) => `WHEN ${value} < ${sqlNumber(upper)} THEN ${sqlText(`${lower}~${upper}`)}`,
      );
      return `CASE WHEN ${value} IS NULL THEN NULL WHEN ${value} < ${sqlNumber(first)} THEN ${sqlText(`~${first}`)}
        ${cases.join(' ')} ELSE ${sqlText(`${last}~`)} END`;
    },
  };
}
