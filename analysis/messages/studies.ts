import type { SentenceCatalogue } from './catalogue.ts';

const REASONS: Readonly<Record<string, (hint: string) => string>> = {
  missing: (hint) => `必要な項目がありません${hint === '' ? '' : `（${hintWords(hint)}）`}`,
  type: (hint) => `値の種類が違います${hint === '' ? '' : `（${hintWords(hint)}を書いてください）`}`,
  choice: (hint) => `選べる値ではありません${hint === '' ? '' : `（${hint} のどれか）`}`,
  unknown_key: () => '知らない項目名です。つづりと字下げを確かめてください',
  range: (hint) => `値が範囲の外です（${hint}）`,
  pattern: (hint) => `書き方が違います${hint === '' ? '' : `（${hint}）`}`,
  unknown_variable: (hint) => `変数「${hint}」は使えません。変数の一覧から選んでください`,
  not_selectable: (hint) => `変数「${hint}」は対象の条件に使えません。基準時の健診の値か性別を使ってください`,
  not_a_covariate: (hint) => `区分に使う変数「${hint}」が調整項目にありません。covariates にも書いてください`,
  ascending: () => '小さいほうから順に、同じ値をくり返さずに書いてください',
  repeated: (hint) => `結果の id「${hint}」が2回出てきます。別の id にしてください`,
  aipw_estimand: () =>
    '二重頑健推定（aipw）は ATE・ATT・ATC で使えます。ATO・ATM では method を iptw にしてください',
};

const TYPES: Readonly<Record<string, string>> = {
  string: '文字',
  number: '数',
  int: '整数',
  boolean: 'true か false',
  array: '「-」で始まる一覧',
  object: '字下げした項目',
  tuple: '決まった数の一覧',
};

const hintWords = (hint: string): string => TYPES[hint] ?? hint;

export const studySentences: SentenceCatalogue = {
  'study.not_yaml': ({ line }) =>
    `研究計画ファイルの${line ?? 1}行目を読めません。YAMLの字下げと記号（:、-）を確かめてください。`,
  'study.invalid': ({ line, key, reason, hint, more }) => {
    const words = REASONS[String(reason)]?.(String(hint ?? '')) ?? '正しくありません';
    const rest = Number(more ?? 0) > 0 ? `ほかに${more}か所あります。` : '';
    return `研究計画ファイルの${line}行目「${key}」：${words}。${rest}`;
  },
  'study.invalid_text': () => '研究計画ファイルの名前に、使えない文字（改行など）が入っています。',
  'study.unknown': ({ id }) => `研究計画「${id}」が見つかりません。一覧にある名前を指定してください。`,
  'study.not_locked': ({ id }) =>
    `研究計画「${id}」の設計がまだ固定されていません。設計を確かめて固定すると、診断に進めます。`,
  'study.not_diagnosed': ({ id }) =>
    `研究計画「${id}」の診断がまだです。診断を見てから結果を開いてください。`,
  'study.too_few': ({ smallest }) =>
    `比べられる人が少なすぎます（各群${smallest}人以上が必要）。年度をまとめるか、対象の条件を広げてください。`,
  'study.separation': ({ covariate }) =>
    covariate === ''
      ? '背景の項目の組み合わせで参加・不参加が完全に決まるため、比べられる人がいません。対象の条件を狭めるか、調整項目を減らしてください。'
      : `「${covariate}」だけで参加・不参加が完全に決まるため、比べられる人がいません。対象の条件で除くか、この項目を調整から外してください。`,
  'study.no_cohort': () =>
    '条件に当てはまる人がいません。年度・年齢・事業名と、取り込んだファイルを確かめてください。',
  'study.no_variation': ({ outcome }) =>
    `「${outcome}」は全員が同じ値のため、差を比べられません。その記録のファイルを取り込んでいるか、年度が合っているかを確かめてください。`,
  'study.no_series': () =>
    '月ごとの件数を数えられません。期間・年齢・保険の条件と、レセプトや台帳の取り込みを確かめてください。',
  'study.short_series': ({ before, after }) =>
    `開始前が${before}か月、開始後が${after}か月で、推移を読むには足りません（前6か月・後3か月以上が必要）。`,
  'study.no_window': () =>
    '基準値の近くに比べられる人が足りません。帯域幅（bandwidth）を広げるか、年度を増やしてください。',
  'study.few_events': ({ minimum }) =>
    `起きた件数が少なすぎます（両群あわせて${minimum}件以上が必要）。追跡を長くするか、対象を広げてください。`,
  'study.few_doses': ({ smallest }) =>
    `量の記録と結果の両方がある人が足りません（${smallest}人以上が必要）。期間や年度を見直してください。`,
  'study.dose_outside': ({ low, high }) =>
    `読み取る量（dose.at）が、参加者のいる範囲（おおむね${low}〜${high}）から離れすぎています。`,
};
