import type { SentenceCatalogue } from './catalogue.ts';

/** What a fault in a definition file means and what to do. */
const problemWords: Readonly<Record<string, string>> = {
  syntax: '書き方（YAML）が正しくありません。字下げとコロンを確かめてください。',
  missing: '必要な項目がありません。書き足してください。',
  unknown_key: 'この項目は使えません。つづりを確かめるか、消してください。',
  value: '値が正しくありません。使える書き方は指標の説明にあります。',
  later_year: '定義は古い年度から順に並べ、前の定義より後の年度を書いてください。',
  same_kind:
    '年度によって変えられるのは、同じ種類（kind、rare、perMonths）の指標の中だけです。別の指標（別の id）にしてください。',
};

/** Said while the first question after an update waits for what it reads to be made. */
export const MAKING_SUMMARIES = '集計の下ごしらえをしています（新しいデータやアプリでの初回だけ）';

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
  'measures.not_by_district': ({ measure }) =>
    `指標「${measure}」は地区別に集計できないため、地区間の格差を求められません。`,
  'measures.bad_order': ({ given, needed }) =>
    `地区の順番が合いません（${needed}地区のうち${given}地区だけが指定されています）。人のいるすべての地区のコードを、困難の少ない順に並べてください。`,
  'measures.no_reference': ({ measure }) =>
    `指標「${measure}」は一つの値にならない表のため、県・国・同規模と比べられません。`,
  'references.invalid': ({ file, line, column }) =>
    `比較の値のファイル「${file}」の${line}行目「${column}」が正しくありません。見出しは 指標ID、年度、範囲（同規模・県・国）、性別、年齢階級（40〜44歳、65〜74歳、75歳以上のように5歳の区切りで）、期間（年額・月額）、値、出典 です。`,
  'measures.own_choice': () =>
    '指標の組み立てが足りません。割合には条件を1つ以上、平均には検査値を選び、年齢の範囲と、条件ごとの項目を確かめてください。',
  'measures.own_version': () =>
    '年度から変えられるのは、求めるもの（割合か、どの検査値の平均か）が同じ指標だけで、その年度は最初の定義の年度より後でなければなりません。「すべての年度」を選ぶか、別の指標として加えてください。',
  'measures.own_known': ({ name }) => `同じ内容の指標「${name}」が、もうあります。`,
  'references.unknown_period': ({ report, measure }) =>
    `帳票「${report}」の値は、月額か年額か分からないため「${measure}」と比べていません。定義表 reference_items に、この帳票の項目の期間（per）を month（月額）か year（年額）と書くと比べます。`,
  'measures.bad_condition': () =>
    '指標の条件の書き方が正しくありません。指標の定義ファイルを確かめてください。',
  'measures.unknown_code_group': ({ group, table }) =>
    `コードのグループ「${group}」が定義表「${table}」にありません。グループ名を確かめるか、定義表に加えてください。`,
  'measures.own_invalid': ({ file, line, key, problem }) =>
    `指標の定義ファイル「${file}」の${line}行目${key === '' ? '' : `「${key}」`}：${problemWords[String(problem)] ?? ''}`,
  'measures.own_duplicate': ({ file, measure }) =>
    `指標の定義ファイル「${file}」の id「${measure}」は他のファイルと重複しています。別の id にしてください。`,
  'tables.invalid': ({ table }) =>
    `定義表「${table}」の形式が正しくありません。元の定義表と同じ項目をそろえてください。`,
  'tables.unknown': ({ table }) => `定義表「${table}」はありません。id を確かめてください。`,
};
