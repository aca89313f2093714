import type { SentenceCatalogue } from './catalogue.ts';

export const apiSentences: SentenceCatalogue = {
  'api.no_workspace': () => '作業フォルダーが開かれていません。はじめに見本を開くか、新しく作ってください。',
  'api.unknown_file': () => '指定されたファイルが見つかりません。もう一度選び直してください。',
  'api.unknown_measure': ({ id }) => `指標「${id}」はありません。指標の一覧から選んでください。`,
  'api.unknown_factor': ({ factor }) =>
    `リスク因子「${factor}」は比べられません。sbp、dbp、hba1c、bmi、ldl などから選んでください。`,
  'api.no_data': () =>
    '集計できるデータがまだありません。「データ取込」で資格・健診・レセプトのファイルを読み込んでください。',
  'api.population_needed': () =>
    '自治体の人口が設定されていません。公表できる最小の人数が人口で決まるため、「設定」で入力してください。',
  'api.sample_missing': () =>
    '見本のデータが見つかりません。アプリを入れ直すか、「ebpm sample」で作り直してください。',
  'api.name_differs': () =>
    '作業フォルダーの名前が一致しません。削除するときは、表示されている名前をそのまま入力してください。',
  'api.study_needed': () => '報告書にする効果検証を選んでください。',
};
