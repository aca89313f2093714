import type { SentenceCatalogue } from './catalogue.ts';

export const studySentences: SentenceCatalogue = {
  'study.not_yaml': () => '研究計画ファイルを読めません。YAMLの字下げと記号（:、-）を確かめてください。',
  'study.invalid': ({ place }) =>
    `研究計画ファイルの「${place}」が正しくありません。ひな形と見比べて直してください。`,
  'study.unknown_variable': ({ variable }) =>
    `研究計画ファイルの変数「${variable}」は使えません。変数の一覧から選んでください。`,
  'study.unknown': ({ id }) => `研究計画「${id}」が見つかりません。一覧にある名前を指定してください。`,
  'study.too_few': ({ outcome, smallest }) =>
    `${outcome}を比べられる人が少なすぎます（各群${smallest}人以上が必要）。年度をまとめるか、対象の条件を広げてください。`,
  'study.separation': ({ covariate }) =>
    covariate === ''
      ? '背景の項目の組み合わせで参加・不参加が完全に決まるため、比べられる人がいません。対象の条件を狭めるか、調整項目を減らしてください。'
      : `「${covariate}」だけで参加・不参加が完全に決まるため、比べられる人がいません。対象の条件で除くか、この項目を調整から外してください。`,
  'study.no_cohort': () =>
    '条件に当てはまる人がいません。年度・年齢・事業名と、取り込んだファイルを確かめてください。',
};
