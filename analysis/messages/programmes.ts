import { fiscalYearLabel } from '../domain/fiscal-year-label.ts';
import type { SentenceCatalogue } from './catalogue.ts';

/** What a fault in a programme's file means and what to do. */
const problemWords: Readonly<Record<string, string>> = {
  syntax: '書き方（YAML）が正しくありません。字下げとコロンを確かめてください。',
  missing: '必要な項目がありません。書き足してください。',
  unknown_key: 'この項目は使えません。つづりを確かめるか、消してください。',
  value: '値が正しくありません。',
  same_year: '同じ年度の値が2つあります。1つの年度には1つの値だけを書いてください。',
  beside_measure:
    'この評価指標には指標（measure）があり、値はデータから求めます。手で入れた値（values）か measure のどちらかを消してください。',
};

/** Sentences of programmes and of the two approaches. */
export const programmeSentences: SentenceCatalogue = {
  'approaches.unknown_factor': ({ factor, known }) =>
    `リスク因子「${factor}」は使えません。次のいずれかを指定してください：${known}。`,
  'approaches.bad_years': ({ from, to }) =>
    `比べる年度の順が正しくありません（${from}→${to}）。前の年度を先に、後の年度を後に指定してください。`,
  'approaches.no_values': ({ factor, year }) =>
    `${year}年度の健診結果に「${factor}」の値がありません。その年度の健診データを取り込むか、別の年度を選んでください。`,
  'programme.invalid': ({ file, line, key, problem }) =>
    `事業のファイル「${file}」の${line}行目${key === '' ? '' : `「${key}」`}：${problemWords[String(problem)] ?? ''}`,
  'programme.unknown': ({ programme }) =>
    `事業「${programme}」は台帳にも取り込んだ事業一覧にもありません。事業の ID を確かめてください。`,
  'programme.small_count': ({ kpi, year, place, threshold }) =>
    `評価指標「${kpi}」の${fiscalYearLabel(Number(year))}の${place === 'baseline' ? '基準値' : '値'}：${
      Number(threshold) > 0
        ? `人数が公開の基準（${threshold}人）に満たないため、台帳に入れられません。少ない人数からは個人が分かることがあります。`
        : '住民が少なく、人数を公表しない自治体のため、台帳に入れられません。'
    }値を空欄にするか、割合や点数など人数でない値にしてください。`,
  'programme.no_contract': ({ programme }) =>
    `事業「${programme}」には成果連動型の契約条件がありません。契約条件を入力してから計算してください。`,
  'payment.unknown_indicator': ({ indicator }) =>
    `成果の値「${indicator}」は契約の指標にありません。契約の指標の id を確かめてください。`,
  'logic.unknown_box': ({ box }) => `ロジックモデルの矢印が、存在しない枠「${box}」を指しています。`,
  'logic.backward_arrow': ({ from, to }) => `矢印「${from}→${to}」が逆向きです。左から右へつないでください。`,
  'logic.jump': ({ from, to }) =>
    `矢印「${from}→${to}」が途中の段階を飛ばしています。段階を順につないでください。`,
  'logic.unreached': ({ box }) => `枠「${box}」につながる矢印がありません。`,
  'logic.no_evidence': ({ from, to }) => `矢印「${from}→${to}」に根拠が書かれていません。`,
  'logic.no_target': ({ box }) => `アウトカム「${box}」に目標値のある指標がありません。`,
};
