import type { SentenceCatalogue } from './catalogue.ts';

/** Sentences of programmes and of the two approaches. */
export const programmeSentences: SentenceCatalogue = {
  'approaches.unknown_factor': ({ factor, known }) =>
    `リスク因子「${factor}」は使えません。次のいずれかを指定してください：${known}。`,
  'approaches.bad_years': ({ from, to }) =>
    `比べる年度の順が正しくありません（${from}→${to}）。前の年度を先に、後の年度を後に指定してください。`,
  'approaches.no_values': ({ factor, year }) =>
    `${year}年度の健診結果に「${factor}」の値がありません。その年度の健診データを取り込むか、別の年度を選んでください。`,
};
