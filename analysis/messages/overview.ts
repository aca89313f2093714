import type { SentenceCatalogue } from './catalogue.ts';

export const overviewSentences: SentenceCatalogue = {
  'overview.unknown_district': () =>
    'その地区は、取り込んだ地区の一覧にありません。地区を選び直してください。',
  'overview.no_comparison': ({ measure }) =>
    `「${measure}」は区分ごとの表で、地区どうしを比べる計算がありません。ほかの指標を選んでください。`,
  'geography.not_geojson': () =>
    'GeoJSON（FeatureCollection）として読めませんでした。地図ソフトで「GeoJSON」形式、文字コードUTF-8で書き出してください。',
  'geography.too_large': ({ megabytes }) =>
    `地図のファイルが大きすぎます（${megabytes}MB まで）。地図ソフトで形を簡略化してから書き出してください。`,
  'geography.no_areas': () =>
    '地図のファイルに面（ポリゴン）がありません。地区の境界の面を書き出してください。',
  'geography.not_degrees': () =>
    '座標が緯度・経度の範囲にありません。地図ソフトで座標系を「JGD2011／WGS84 の緯度経度」にして書き出してください。',
  'geography.no_match': ({ features, districts }) =>
    `地図の${features}個の面の属性に、取り込んだ地区（${districts}地区）の番号や名前と一致するものがありません。属性に地区の番号か名前を入れてください。`,
  'bookmarks.too_many': ({ limit }) =>
    `しおりは${limit}個までです。使わないしおりを消してから、もう一度保存してください。`,
  'drafts.too_many': ({ limit }) => `組み立て中の報告書は${limit}個までです。使わないものを消してください。`,
  'drafts.unknown': () => '組み立て中の報告書が見つかりません。一覧から選び直してください。',
  'drafts.empty': () => '報告書に中身がありません。図か文章を入れてください。',
  'drafts.gone': ({ title }) =>
    `図「${title}」のもとになる数字を、いまのデータから作れません。その図を外すか、選び直してください。`,
  'presentation.not_a_deck': () =>
    '発表用ファイルとして読めませんでした。「報告書」で「発表用ファイル（この画面で発表）」を選んでつくったファイルを選んでください。',
  'recent.name_taken': ({ name }) =>
    `「${name}」という名前の作業フォルダーがもうあります。別の名前にしてください。`,
  'recent.name_invalid': () => '作業フォルダーの名前に使えない文字があります。文字と数字で入力してください。',
};
