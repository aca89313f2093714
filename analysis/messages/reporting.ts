import type { SentenceCatalogue } from './catalogue.ts';

/** Sentences of the report area. */
export const reportingSentences: SentenceCatalogue = {
  'report.unknown_template': ({ template }) =>
    `報告書のひな形「${template}」はありません。annual、council、study、district、kpi、summary、processing のどれかを選んでください。`,
  'report.unknown_format': ({ format }) =>
    `出力形式「${format}」はありません。xlsx、pptx、docx、pdf、html、csv、png、svg のどれかを選んでください。`,
  'report.not_released': ({ place }) =>
    `公開の手続き（秘匿処理）を通っていない数値が渡されたため、報告書を作りませんでした（場所：${place}）。`,
  'report.nothing_to_report': ({ template }) =>
    `ひな形「${template}」に載せる集計結果がありません。先にデータを取り込み、指標を計算してください。`,
  'report.study_required': () => '効果検証の結果がありません。報告書に載せる効果検証を先に実行してください。',
  'report.district_required': () =>
    '地区の結果がありません。地区別の指標を計算し、載せる地区を選んでください。',
  'report.no_figure': () => 'この報告書には図がないため、画像を出力できません。',
  'report.no_table': () => 'この報告書には表がないため、CSVを出力できません。',
  'report.font_missing': () =>
    '報告書用のフォント（BIZ UDPゴシック）のファイルが見つかりません。アプリを入れ直してください。',
  'report.cancelled': () => '報告書の作成を中止しました。ファイルは作られていません。',
};
