/** An indicator of an official list that the catalogue does not compute, and why. */
export interface NotComputed {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly reason: string;
}

const LATE = '後期高齢者医療広域連合 共通評価指標';
const MUNICIPALITIES =
  '市町村の数を数える指標（広域連合が集計する）で、1つの市町村の個人の記録からは求められない。実施の有無は事業の台帳に書く。';
const HEALTHY_PARENTS = '健やか親子21（第2次）';

/** What a nurse may look for in vain; shown with the list of measures. */
export const NOT_COMPUTED: readonly NotComputed[] = [
  {
    id: 'dhl.dental_municipalities',
    name: '歯科健診実施市町村数・割合',
    source: LATE,
    reason: MUNICIPALITIES,
  },
  {
    id: 'dhl.questionnaire_municipalities',
    name: '質問票を活用したハイリスク者把握に基づく保健事業を実施している市町村数・割合',
    source: LATE,
    reason: MUNICIPALITIES,
  },
  ...[
    ['undernutrition', '低栄養'],
    ['oral', '口腔'],
    ['drugs', '服薬（重複・多剤等）'],
    ['kidney', '重症化予防（糖尿病性腎症）'],
    ['other', '重症化予防（その他、身体的フレイルを含む）'],
    ['unknown', '健康状態不明者対策'],
  ].map(([id, name]) => ({
    id: `dhl.approach_${id}_municipalities`,
    name: `ハイリスクアプローチ ${name} 実施市町村数・割合`,
    source: LATE,
    reason: MUNICIPALITIES,
  })),
  {
    id: 'dh.information',
    name: '情報提供実施率',
    source: 'データヘルス計画 都道府県共通指標（滋賀県の例）',
    reason: '情報提供（結果通知）の実施は、法定の様式にもKDBにも個人の記録がない。',
  },
  {
    id: 'care.kayoinoba',
    name: '通いの場への参加率',
    source: '介護予防・日常生活支援総合事業の実施状況調査',
    reason:
      '通いの場の参加者名簿を事業として取り込むと、事業の画面の到達率（65歳以上の年齢階級別）と programme.reach.population で見られる。調査の参加率は実人数の数え方が自治体で異なり、同じ値にはならない。',
  },
  {
    id: 'life.health_survey',
    name: '健康寿命（日常生活に制限のない期間の平均）',
    source: '健康日本21、国民生活基礎調査',
    reason:
      '国民生活基礎調査の回答による指標で、市町村の台帳からは求められない。平均自立期間（care.independent_life）を用いる。',
  },
  {
    id: 'maternal.mortality',
    name: '妊産婦死亡率',
    source: HEALTHY_PARENTS,
    reason: '人口動態統計の死因による指標で、1つの市町村ではほとんど起きない。',
  },
  {
    id: 'maternal.parents_smoking',
    name: '育児期間中の両親の喫煙率',
    source: HEALTHY_PARENTS,
    reason: '両親の喫煙の答えを取り込む名簿の様式が公開されていない。',
  },
  {
    id: 'maternal.satisfaction',
    name: '妊娠・出産について満足している人の割合',
    source: HEALTHY_PARENTS,
    reason: '満足度のアンケートの回答を取り込む様式が公開されていない。',
  },
];
