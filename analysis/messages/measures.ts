import type { SentenceCatalogue } from './catalogue.ts';

/** Sentences of the measure catalogue and of definition tables. */
export const measureSentences: SentenceCatalogue = {
  'measures.unknown': ({ measure }) =>
    `指標「${measure}」は登録されていません。measures list で指標の一覧を確かめてください。`,
  'measures.no_year': ({ measure }) =>
    `指標「${measure}」の年度が指定されていません。年度を1つ以上選んでください。`,
  'measures.stratum_not_allowed': ({ measure, stratum }) =>
    `指標「${measure}」は「${stratum}」別には集計できません。選べる区分は指標の説明にあります。`,
  'measures.not_a_share': ({ measure }) =>
    `指標「${measure}」は地区の比較に使えません。割合の指標で、地区別に集計できるものを選んでください。`,
  'measures.bad_condition': () =>
    '指標の条件の書き方が正しくありません。指標の定義ファイルを確かめてください。',
  'measures.unknown_code_group': ({ group, table }) =>
    `コードのグループ「${group}」が定義表「${table}」にありません。グループ名を確かめるか、定義表に加えてください。`,
  'measures.own_invalid': ({ file, places }) =>
    `指標の定義ファイル「${file}」に正しくない箇所があります（${places}）。使える項目は指標の説明にあります。`,
  'measures.own_duplicate': ({ file, measure }) =>
    `指標の定義ファイル「${file}」の id「${measure}」は他のファイルと重複しています。別の id にしてください。`,
  'tables.invalid': ({ table }) =>
    `定義表「${table}」の形式が正しくありません。元の定義表と同じ項目をそろえてください。`,
  'tables.unknown': ({ table }) => `定義表「${table}」はありません。id を確かめてください。`,
};
