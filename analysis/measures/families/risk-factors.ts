import type { DefinitionTables } from '../../domain/tables/index.ts';
import { type MeasureDefinition, measure } from '../definition.ts';
import { distributionOf } from '../tables/distribution.ts';
import { EXAMINED, EXAMINED_AGE_RULE } from './frames-used.ts';

const SOURCE = '健康日本21の評価における平均値の推移の考え方、標準的な健診・保健指導プログラム';

/** Mean and distribution of every risk factor of the table. */
export function riskFactors(tables: DefinitionTables, year: number): readonly MeasureDefinition[] {
  return Object.entries(tables.values('risk_factors', year)).flatMap(([id, factor]) => {
    const shared = {
      family: 'risk_factor',
      source: SOURCE,
      denominator: `特定健診受診者のうち${factor.label}の値がある人`,
      unit: factor.unit,
      decimals: factor.decimals,
      scale: 1,
      direction: factor.high ? ('lower_is_better' as const) : ('higher_is_better' as const),
      ageRule: EXAMINED_AGE_RULE,
      caveats: ['服薬中の人を含む。健診を受けた人だけの値である。'],
    } as const;
    return [
      measure({
        ...shared,
        id: `risk.${id}.mean`,
        name: `${factor.label}の平均`,
        numerator: `${factor.label}の値の合計`,
        question: {
          kind: 'mean',
          frame: EXAMINED,
          value: id === 'egfr' ? { egfr: true } : { checkup: id },
        },
      }),
      measure({
        ...shared,
        id: `risk.${id}.distribution`,
        name: `${factor.label}の分布`,
        numerator: `${factor.label}の値の区間ごとの人数`,
        unit: '%',
        decimals: 1,
        direction: 'neutral',
        stratifications: ['sex'],
        standardisable: false,
        question: { kind: 'table', run: distributionOf({ id, ...factor }) },
      }),
    ];
  });
}
