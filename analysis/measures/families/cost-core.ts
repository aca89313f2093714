import type { OwnFiles } from '../conditions/claims-needed.ts';
import type { Amount } from '../conditions/condition.ts';
import { type MeasureDefinition, measure } from '../definition.ts';
import type { Frame } from '../frames.ts';
import { KOKUHO, KOUKI } from './frames-used.ts';

/** Settings as the official statistics group them: DPC is inpatient, 調剤 stands beside 入院外. */
export const SETTINGS: readonly {
  readonly id: string;
  readonly label: string;
  readonly settings?: readonly string[];
  readonly ownFiles?: readonly OwnFiles[];
}[] = [
  { id: 'total', label: '全体' },
  { id: 'inpatient', label: '入院', settings: ['inpatient', 'dpc'] },
  { id: 'outpatient', label: '入院外', settings: ['outpatient'] },
  { id: 'pharmacy', label: '調剤', settings: ['pharmacy'], ownFiles: ['pharmacy'] },
  { id: 'dental', label: '歯科', settings: ['dental'], ownFiles: ['dental'] },
];

const SOURCE = '国民健康保険事業年報・後期高齢者医療事業年報の1人当たり医療費（レセプトから算出）';

function perPerson(scheme: { readonly id: string; readonly name: string; readonly frame: Frame }) {
  return SETTINGS.map(({ id, label, settings, ownFiles }): MeasureDefinition => {
    const amount: Amount = { claims: 'yen', ...(settings ? { settings } : {}) };
    return measure({
      id: id === 'total' ? `cost.per_person.${scheme.id}` : `cost.per_person.${scheme.id}.${id}`,
      name: `1人当たり医療費（${scheme.name}・${label}）`,
      family: 'cost',
      source: SOURCE,
      numerator: `加入月の診療分のレセプトの医療費（${label}、円）`,
      denominator: '月末現在の加入月数の合計÷12',
      unit: '円',
      decimals: 0,
      scale: 1,
      direction: 'lower_is_better',
      ageRule: '年度末現在の年齢',
      caveats: [
        '診療月が4月から翌年3月のレセプトを年度とする（事業年報は3月〜翌年2月診療分）。',
        '年度中に75歳になった国保の人は70〜74歳に含め、75歳になった月のレセプトは後期とする。',
        '医療費は一部の人に偏る。地区など人数の少ない区分では数人の高額なレセプトで大きく動く。',
        '国保と後期高齢者医療は年齢構成が異なるため別に見る。',
      ],
      question: {
        ...{ kind: 'rate', frame: scheme.frame, amount, perMonths: 12 },
        ...(ownFiles ? { ownFiles } : {}),
      },
    });
  });
}

/** 1人当たり医療費 by scheme and setting. */
export const COST_CORE: readonly MeasureDefinition[] = [
  ...perPerson({ id: 'kokuho', name: '国保', frame: KOKUHO }),
  ...perPerson({ id: 'kouki', name: '後期', frame: KOUKI }),
];
