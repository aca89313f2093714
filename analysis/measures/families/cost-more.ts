import type { DefinitionTables } from '../../domain/tables/index.ts';
import { noted } from '../../domain/titles.ts';
import type { Amount } from '../conditions/condition.ts';
import { type MeasureDefinition, measure } from '../definition.ts';
import { diseaseCosts } from '../tables/disease-costs.ts';
import { regionalIndex } from '../tables/regional-index.ts';
import { threeFactors } from '../tables/three-factors.ts';
import { KOKUHO } from './frames-used.ts';

const SOURCE = '医療費の三要素（受診率・1件当たり日数・1日当たり医療費）';
const SETTINGS = [
  { id: 'inpatient', label: '入院', settings: ['inpatient', 'dpc'] },
  { id: 'outpatient', label: '入院外', settings: ['outpatient'] },
  { id: 'dental', label: '歯科', settings: ['dental'] },
] as const;

const shared = { family: 'cost', ageRule: '年度末現在の年齢（国保）', standardisable: false } as const;

function factors(): readonly MeasureDefinition[] {
  return SETTINGS.flatMap(({ id, label, settings }) => {
    const of = (claims: 'yen' | 'days' | 'count'): Amount => ({ claims, settings });
    return [
      measure({
        ...shared,
        id: `cost.claims_per_100.${id}`,
        name: `受診率（${label}、被保険者100人当たり件数・年）`,
        source: SOURCE,
        numerator: `${label}のレセプト件数`,
        denominator: '月末現在の加入月数の合計÷12',
        unit: '件',
        scale: 100,
        direction: 'neutral',
        standardisable: true,
        question: {
          ...{ kind: 'rate', frame: KOKUHO, amount: of('count'), perMonths: 12 },
          ...(id === 'dental' ? { ownFiles: [id] } : {}),
        },
      }),
      measure({
        ...shared,
        id: `cost.days_per_claim.${id}`,
        name: `1件当たり日数（${label}）`,
        source: SOURCE,
        numerator: `${label}の診療実日数`,
        denominator: `${label}のレセプト件数`,
        unit: '日',
        decimals: 2,
        scale: 1,
        direction: 'neutral',
        question: { kind: 'ratio', frame: KOKUHO, amount: of('days'), over: of('count') },
      }),
      measure({
        ...shared,
        id: `cost.yen_per_day.${id}`,
        name: `1日当たり医療費（${label}）`,
        source: SOURCE,
        numerator: `${label}の医療費（円）`,
        denominator: `${label}の診療実日数`,
        unit: '円',
        decimals: 0,
        scale: 1,
        direction: 'neutral',
        question: { kind: 'ratio', frame: KOKUHO, amount: of('yen'), over: of('days') },
      }),
    ];
  });
}

/** A change of the yen a person between two years, split into what it comes from. */
const SPLIT = {
  ...shared,
  denominator: '国保の被保険者1人当たり',
  unit: '円',
  decimals: 0,
  scale: 1,
  direction: 'neutral',
  periodRule: '指定した年度のうち最初と最後を比べる（1年度だけの指定なら前年度と比べる）',
  stratifications: [],
  readsClaims: 'needed',
} as const;
const SPLIT_SUMS = '調剤の医療費は入院外に含める。寄与の合計は変化に一致する。';

function tablesOfCost(): readonly MeasureDefinition[] {
  return [
    measure({
      ...SPLIT,
      id: 'cost.three_factors',
      name: '1人当たり医療費の変化の三要素分解',
      source: '医療費の地域差分析（三要素の対数比による寄与の分解）、LMDI（Ang 2004）',
      numerator: '診療種別ごとの、年齢構成・受診率・1件当たり日数・1日当たり医療費の寄与（円）',
      caveats: [SPLIT_SUMS],
      question: { kind: 'table', run: threeFactors('claims') },
    }),
    measure({
      ...SPLIT,
      id: 'cost.three_factors_new',
      name: '1人当たり医療費の変化の新三要素分解',
      source:
        '医療費の地域差分析（新三要素の対数比による寄与の分解）、後期高齢者医療事業年報（推計平均在院日数・推計新規入院件数）、LMDI（Ang 2004）',
      numerator:
        '診療種別ごとの、年齢構成・件数・日数・1日当たり医療費の寄与（円）。入院は推計新規入院件数と推計平均在院日数、入院外と歯科は受診率と1件当たり日数',
      caveats: [
        SPLIT_SUMS,
        '推計平均在院日数は、1件当たり日数×（月の平均日数−1）÷（月の平均日数−1件当たり日数）。レセプトは月ごとのため、入院の件数と日数から推計する。',
        '入院外・歯科の新三要素の公表された定義は確かめられていないため、三要素のまま示す。',
      ],
      question: { kind: 'table', run: threeFactors('admissions') },
    }),
    ...(['kokuho', 'kouki'] as const).map((scheme) =>
      measure({
        ...shared,
        id: `cost.regional_index.${scheme}`,
        name: `地域差指数（${scheme === 'kokuho' ? '国保' : '後期・75歳以上'}・1人当たり年齢調整後医療費）`,
        source: '厚生労働省 医療費（電算処理分）の地域差分析',
        numerator:
          '1人当たり年齢調整後医療費（全国の年齢構成のときの、この町の5歳階級別1人当たり医療費の平均）',
        denominator: '全国の1人当たり医療費（同じ年齢構成）',
        unit: '全国=1',
        decimals: 3,
        scale: 1,
        direction: 'lower_is_better',
        ageRule: '年度末現在の年齢',
        stratifications: [],
        caveats: [
          '診療種別の寄与の合計は「指数−1」に一致する。全国の値は誤差のないものとして扱う。',
          '全国の値は references に置いた表の値で、集計の期間や範囲（診療月、訪問看護・療養費の扱い）がこの町の値と同じとは限らない。出典で確かめること。',
          '国保と後期高齢者医療は年齢構成が異なるため別に見る。',
          '受診した人の少ない5歳階級があると、その値が逆算できるため、広い年齢区分（40・65・75歳で区切る）で調整する。それでも少ない区分があれば「＊」とする。',
          ...(scheme === 'kouki' ? ['一定の障害のある65〜74歳の人は、この町からも全国からも除く。'] : []),
        ],
        readsClaims: 'needed',
        question: { kind: 'table', run: regionalIndex(scheme) },
      }),
    ),
    ...ATTRIBUTIONS.map(({ id, words, caveat }) =>
      measure({
        ...shared,
        id: `cost.diseases.${id}`,
        name: noted('疾病別医療費', words),
        source: 'ICD-10による疾病グループ（定義表）',
        numerator: '疾病グループに帰属する医科の医療費と、病名のある患者数',
        denominator: '国保の医科レセプトの医療費（DPCを含む）',
        unit: '円',
        decimals: 0,
        scale: 1,
        direction: 'neutral',
        stratifications: [],
        caveats: ['患者数は疾病の間で重複するため足し合わせない。「疑い」の病名は除く。', caveat],
        readsClaims: 'needed',
        question: { kind: 'table', run: diseaseCosts(id) },
      }),
    ),
  ];
}

const OWN_WEIGHTS =
  '傷病ごとの重みは、傷病名が1つだけのレセプト（10件以上）の1日当たり医療費から、年度ごと・入院と外来別に、この自治体のデータで求める（10件未満の傷病は全体の平均）。全国の重みによる値とは異なる。';

/** Ways to give a claim's money to diseases; every one keeps the total. */
const ATTRIBUTIONS = [
  {
    id: 'main',
    words: '主傷病による',
    caveat: '主傷病の記載がないレセプトは「病名なし・主傷病不明」に入る。併存症の費用は見えない。',
  },
  {
    id: 'shared',
    words: '病名に均等に按分',
    caveat: '費用を病名の数で均等に分ける近似であり、KDBの最大医療資源傷病名やPDM法とは異なる。',
  },
  {
    id: 'pdm',
    words: '傷病別の重みで按分（PDM法の考え方）',
    caveat: OWN_WEIGHTS,
  },
  {
    id: 'largest',
    words: '最大医療資源傷病名の推計',
    caveat: `レセプトの費用すべてを、重みが最も大きい傷病に割り当てる。KDBの最大医療資源傷病名は医薬品・診療行為と傷病の対応から決めるため、値は一致しない。${OWN_WEIGHTS}`,
  },
] as const;

function highCost(tables: DefinitionTables, year: number): readonly MeasureDefinition[] {
  const { high_cost_points: points } = tables.values('extraction_rules', year);
  const yen = `${(points * 10).toLocaleString('ja-JP')}円`;
  const source = 'KDB 厚生労働省様式1-1（高額レセプト）の考え方';
  return [
    measure({
      ...shared,
      id: 'cost.high.claims',
      name: `高額レセプト（${yen}以上）の発生率（千人当たり・年）`,
      source,
      numerator: `1件の医療費が${yen}以上のレセプト件数`,
      denominator: '月末現在の加入月数の合計÷12',
      unit: '件／千人',
      scale: 1000,
      direction: 'lower_is_better',
      question: {
        kind: 'rate',
        frame: KOKUHO,
        amount: { claims: 'count', atLeastPoints: points },
        perMonths: 12,
      },
    }),
    measure({
      ...shared,
      id: 'cost.high.share',
      name: `高額レセプト（${yen}以上）が医療費に占める割合`,
      source,
      numerator: `1件の医療費が${yen}以上のレセプトの医療費`,
      denominator: 'すべてのレセプトの医療費',
      direction: 'lower_is_better',
      question: {
        kind: 'ratio',
        frame: KOKUHO,
        amount: { claims: 'yen', atLeastPoints: points },
        over: { claims: 'yen' },
      },
    }),
  ];
}

/** Three factors, LMDI split, disease groups, high-cost claims, generics. */
export function costMore(tables: DefinitionTables, year: number): readonly MeasureDefinition[] {
  return [...factors(), ...tablesOfCost(), ...highCost(tables, year), ...generics()];
}

/** Shares of generics by quantity and by money, both among the drugs that could be one. */
function generics(): readonly MeasureDefinition[] {
  const found = '後発医薬品の有無は取り込んだ医薬品マスターの成分・規格（コードの先頭9桁）で判断する。';
  const generic = { ...shared, family: 'prescribing', direction: 'higher_is_better' } as const;
  return [
    measure({
      ...generic,
      id: 'prescribing.generic_share',
      name: '後発医薬品の数量割合',
      source: '後発医薬品の使用割合（数量ベース、新指標）',
      numerator: '後発医薬品の数量（薬価基準の規格単位）',
      denominator: '後発医薬品の数量＋後発医薬品のある先発医薬品の数量',
      caveats: [found],
      question: {
        kind: 'ratio',
        frame: KOKUHO,
        amount: { drugQuantity: 'generic' },
        over: { drugQuantity: 'substitutable' },
      },
    }),
    measure({
      ...generic,
      id: 'prescribing.generic_yen_share',
      name: '後発医薬品の金額割合',
      source: '後発医薬品の使用割合（金額ベース、医療費適正化計画の副次目標の考え方）',
      numerator: '後発医薬品の金額（数量×薬価、円）',
      denominator: '後発医薬品の金額＋後発医薬品のある先発医薬品の金額（円）',
      caveats: [
        found,
        '薬価は取り込んだ医薬品マスターの値で、過去の年度の薬も同じ薬価で数える。薬価のない薬は数えない。',
        '先発医薬品の方が高いため、数量割合より低くなる。国の金額割合は薬価調査による値で、集計の範囲が異なる。',
      ],
      question: {
        kind: 'ratio',
        frame: KOKUHO,
        amount: { drugYen: 'generic' },
        over: { drugYen: 'substitutable' },
      },
    }),
  ];
}

/** Duplicate and frequent visits, duplicate drugs, polypharmacy, per 10,000 insured as 努力支援 asks. */
export function prescribing(tables: DefinitionTables, year: number): readonly MeasureDefinition[] {
  const rules = tables.values('extraction_rules', year);
  const base = {
    family: 'prescribing',
    source: '法令上の定義はない。抽出基準は定義表（抽出・集計の基準値）による',
    denominator: '年度中に国保に加入していた人',
    unit: '人／万人',
    scale: 10_000,
    direction: 'lower_is_better',
    ageRule: '年度末現在の年齢（国保）',
    caveats: ['必要な受診・服薬も含まれる。抽出基準を示さずに他の自治体と比べないこと。'],
  } as const;
  return [
    measure({
      ...base,
      id: 'prescribing.duplicate_visits',
      name: `重複受診者（同月・同一傷病で${rules.duplicate_visit_institutions}医療機関以上）`,
      numerator: `同じ月に同じ傷病（ICD-10の3桁）で${rules.duplicate_visit_institutions}以上の医療機関を外来受診した月がある人`,
      question: {
        kind: 'share',
        frame: KOKUHO,
        rare: true,
        numerator: { pattern: 'institutions_same_disease', atLeast: rules.duplicate_visit_institutions },
      },
    }),
    measure({
      ...base,
      id: 'prescribing.frequent_visits',
      name: `頻回受診者（同月・同一医療機関に${rules.frequent_visit_days}日以上）`,
      numerator: `同じ月に同じ医療機関の外来を${rules.frequent_visit_days}日以上受診した月がある人`,
      question: {
        kind: 'share',
        frame: KOKUHO,
        rare: true,
        numerator: { pattern: 'days_one_institution', atLeast: rules.frequent_visit_days },
      },
    }),
    measure({
      ...base,
      id: 'prescribing.duplicate_drugs',
      name: `重複服薬者（同月・同一成分を${rules.duplicate_drug_prescribers}医療機関以上）`,
      numerator: `同じ月に同じ成分（コードの先頭7桁）を${rules.duplicate_drug_prescribers}以上の医療機関から処方された月がある人`,
      question: {
        kind: 'share',
        frame: KOKUHO,
        rare: true,
        numerator: { pattern: 'prescribers_same_ingredient', atLeast: rules.duplicate_drug_prescribers },
      },
    }),
    ...rules.polypharmacy.map((drugs) =>
      measure({
        ...base,
        id: `prescribing.polypharmacy_${drugs}`,
        name: `多剤服薬者（同月に${drugs}成分以上、14日以上の処方）`,
        numerator: `14日以上の処方が同じ月に${drugs}成分以上ある月がある人`,
        question: {
          kind: 'share',
          frame: KOKUHO,
          rare: true,
          numerator: { pattern: 'ingredients', atLeast: drugs },
        },
      }),
    ),
  ];
}
