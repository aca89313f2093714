import type { RouteId } from '../app/routes.ts';

interface TourStop {
  readonly route: RouteId;
  readonly params?: Readonly<Record<string, string>>;
  readonly title: string;
  readonly text: string;
}

/** The way through the sample, from the numbers to the meeting. */
export const tourStops: readonly TourStop[] = [
  {
    route: 'overview',
    title: 'いま、どこにいるか',
    text: '大きな数字は、前年度からの変化と95%信頼区間つきです。数字を選ぶと、下に性別・年齢別の図が出ます。「＊」は人数が少なく伏せた数です。',
  },
  {
    route: 'overview',
    params: { v: 'map', l: '2' },
    title: 'どの地区に課題があるか',
    text: '地図、地区別の棒、ファネルプロットで、偶然とは言えない違いを探します。地区を選ぶと、その中の性別・年齢別まで下りられます。',
  },
  {
    route: 'approaches',
    title: '二つのアプローチ',
    text: '集団全体に働きかけるポピュレーションアプローチと、危険の高い人へのハイリスクアプローチを、同じ物差しで並べます。',
  },
  {
    route: 'studies',
    title: '事業に効果はあったか',
    text: '問いを選び、設計を固定し、診断を読んでから結果を開きます。結果を見てから設計を変えることを防ぎます。',
  },
  {
    route: 'reports',
    title: '会議に出す',
    text: 'ひな型から議会資料をつくるか、各画面の「報告書に入れる」で集めた図を並べます。出した数字は公開記録に残ります。',
  },
  {
    route: 'present',
    title: 'そのまま映す',
    text: '1枚に一つの結論で映します。もう一つの窓に、原稿と想定される質問が出ます。',
  },
  {
    route: 'import',
    title: '自分の自治体で始める',
    text: '「はじめに」で作業フォルダーをつくり、ここにファイルを置きます。見本と同じ手順です。F1 で、いつでもことばの意味を調べられます。',
  },
];
