import type { SentenceCatalogue } from './catalogue.ts';

/** What a fault in a text file means and what to do. */
const problemWords: Readonly<Record<string, string>> = {
  syntax: '書き方（YAML）が正しくありません。字下げとコロンを確かめてください。',
  missing: '必要な項目がありません。書き足してください。',
  unknown_key: 'この項目は使えません。つづりを確かめるか、消してください。',
  value: '値の種類か長さが合いません。',
};

/** Sentences of the report area. */
export const reportingSentences: SentenceCatalogue = {
  'report.unknown_template': ({ template }) =>
    `報告書のひな形「${template}」はありません。annual、council、summary、study、district、kpi、payment、processing か、保存したひな形の id を選んでください。`,
  'report.blueprint_invalid': ({ line, key, problem }) =>
    `報告書のひな形ファイルの${line}行目${key === '' ? '' : `「${key}」`}：${problemWords[String(problem)] ?? ''}`,
  'report.blueprint_causal': ({ place }) =>
    `言い換え（${place}）に、効果を言い切る言葉が入っています。効果検証の確からしさによっては言えないため、使えません。`,
  'report.blueprint_section': ({ section, sections }) =>
    `もとのひな形に「${section}」という部分はありません。使えるのは ${sections} です。`,
  'report.blueprint_taken': ({ id }) => `「${id}」は製品のひな形の名前です。別の id にしてください。`,
  'report.unknown_format': ({ format }) =>
    `出力形式「${format}」はありません。xlsx、pptx、docx、pdf、html、csv、png、svg、deck のどれかを選んでください。`,
  'report.not_released': ({ place }) =>
    `公開の手続き（秘匿処理）を通っていない数値が渡されたため、報告書を作りませんでした（場所：${place}）。`,
  'report.nothing_to_report': ({ template }) =>
    `ひな形「${template}」に載せる集計結果がありません。先にデータを取り込み、指標を計算してください。`,
  'report.study_required': () => '効果検証の結果がありません。報告書に載せる効果検証を先に実行してください。',
  'report.draft_empty': () => 'この報告書にはまだ何も入っていません。図や見出しを加えてください。',
  'report.draft_unknown': () => 'この報告書の下書きは見つかりません。',
  'report.draft_figure': ({ caption }) =>
    `図「${caption}」は今のデータでは作れません。下書きから外すか、もう一度「報告書に加える」を選んでください。`,
  'report.payment_required': () =>
    '成果連動（PFS/SIB）の契約が登録されていません。「事業」の画面で契約の条件を登録してください。',
  'report.district_required': () =>
    '地区の結果がありません。地区別の指標を計算し、載せる地区を選んでください。',
  'report.district_unknown': ({ districts }) =>
    `その地区はありません。次の地区を、名前かコードで選んでください：${districts}`,
  'report.no_figure': () => 'この報告書には図がないため、画像を出力できません。',
  'report.no_table': () => 'この報告書には表がないため、CSVを出力できません。',
  'report.font_missing': () =>
    '報告書用のフォント（BIZ UDPゴシック）のファイルが見つかりません。アプリを入れ直してください。',
  'report.cancelled': () => '報告書の作成を中止しました。ファイルは作られていません。',
};
