import type { SentenceCatalogue } from './catalogue.ts';

/** 公開審査（秘匿処理）が止めた理由と、次にできること。値そのものは決して含めない。 */
export const disclosureSentences: SentenceCatalogue = {
  'disclosure.population_invalid': () =>
    '市町村の人口が設定されていません。設定画面で人口（1以上の整数）を入力してください。',
  'disclosure.population_too_small': ({ limit }) =>
    `人口が${limit}人未満の市町村では、人数の集計を公表できません（最小集計単位の原則）。`,
  'disclosure.threshold_lowered': ({ lowest, asked }) =>
    `最小公表人数は${lowest}人より小さくできません（指定: ${asked}人）。大きくすることはできます。`,
  'disclosure.threshold_invalid': () => '最小公表人数は整数で指定してください。',
  'disclosure.not_released': () =>
    '公開審査を通っていない数値のため、表示も書き出しもできません。集計をやり直してください。',
  'disclosure.table_malformed': ({ what }) =>
    `表の形が公開審査の前提を満たしていません（${what}）。集計の定義を確認してください。`,
  'disclosure.unknown_cell': ({ cell }) =>
    `合計の関係に、表にないセル「${cell}」が書かれています。relations と cells を確認してください。`,
  'disclosure.not_additive': ({ children }) =>
    `内訳（${children}区分）の合計が計と一致しません。同じ人が複数の区分に入る分類なら、その指定をしてください。`,
  'disclosure.cannot_protect': () =>
    '秘匿だけでは少人数のセルを守れません。年齢階級や地区をまとめるか、期間を長くして集計してください。',
  'disclosure.audit_unfinished': ({ seconds }) =>
    `${seconds}秒以内に安全性の確認が終わらなかったため、公開を止めました。区分をまとめるか、時間を延ばして再度お試しください。`,
  'disclosure.witness_invalid': () =>
    '安全性の証明の検算が合わなかったため、公開を止めました。お手数ですが開発元へご連絡ください。',
  'disclosure.effect_small_arm': ({ limit }) =>
    `参加群・対照群のどちらかが${limit}人未満のため、効果の推定値は公表できません。対象を広げてください。`,
  'disclosure.effect_few_events': ({ limit }) =>
    `どちらかの群で、該当者または非該当者が${limit}人未満のため、効果の推定値は公表できません。期間を長くするか、対象を広げてください。`,
  'disclosure.effect_degrees_of_freedom': ({ limit }) =>
    `人数に対して推定する項目が多すぎます（残差自由度${limit}以上が必要）。調整する項目を減らしてください。`,
  'disclosure.effect_saturated': () =>
    '調整項目の組み合わせごとに係数を推定する形（飽和モデル）のため、個々の区分の値がわかってしまいます。調整する項目を減らしてください。',
  'disclosure.operational_field': ({ path }) =>
    `作業報告に、外へ出してよいと決めていない項目があります（${path}）。`,
};
