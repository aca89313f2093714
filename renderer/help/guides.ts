import type { RouteId } from '../app/routes.ts';

export interface GuideStep {
  readonly text: string;
  readonly route: RouteId;
}

export interface Guide {
  readonly id: string;
  readonly title: string;
  readonly when: string;
  readonly steps: readonly GuideStep[];
}

/** Work that comes back every year, step by step. */
export const guides: readonly Guide[] = [
  {
    id: 'first',
    title: 'はじめて使うとき',
    when: '30分ほど',
    steps: [
      { route: 'start', text: '「見本を開く」で、架空の町のデータを開きます。' },
      { route: 'overview', text: '「現状」で指標を選び、性別・年齢別、地区別、年度の推移を見ます。' },
      {
        route: 'approaches',
        text: '「ポピュレーション／ハイリスク」で、保健指導が誰に届き、どこで減ったかを読みます。',
      },
      {
        route: 'studies',
        text: '「効果検証」で問いを一つ選び、設計、診断、結果の順に読みます。離れても、次は進んだところから開きます。',
      },
      { route: 'reports', text: '「報告書」で議会用のひな型を選び、ファイルをつくります。' },
    ],
  },
  {
    id: 'yearly',
    title: '毎年の作業（年度のデータがそろったとき）',
    when: '半日ほど',
    steps: [
      { route: 'import', text: '新しい年度のファイルを、まとめて「データ取込」に置きます。' },
      {
        route: 'import',
        text: '見分けた種類を確かめます。「列の使いみち」で前の年から変わった見出しを直し、レシピに保存します。',
      },
      {
        route: 'import',
        text: '取り込んだあと、保留になった行の数と理由、人どうしのつながりを読みます。台帳やレシピを直したら「もう一度試す」を押します。',
      },
      { route: 'quality', text: '「注意」「使えない」の理由を読み、足りないファイルがないか確かめます。' },
      { route: 'overview', text: '前年度からの変化を見て、明らかに違う地区や年代を書き留めます。' },
      { route: 'reports', text: '年次報告のひな型でファイルをつくり、保存します。' },
    ],
  },
  {
    id: 'council',
    title: '議会・会議の前の作業',
    when: '1時間ほど',
    steps: [
      {
        route: 'studies',
        text: '取り上げる事業の問いを開き、診断に「問題あり」がないか確かめます。あれば「どうすればよいか」を読みます。',
      },
      { route: 'studies', text: '結果の「読み方」を、そのまま説明に使います。区間と分母も一緒に言います。' },
      { route: 'reports', text: '議会用のひな型で PowerPoint と PDF をつくります。' },
      { route: 'releases', text: '公開記録で、出した数字と基準を確かめます。' },
    ],
  },
  {
    id: 'outcome-contract',
    title: '成果連動（PFS・SIB）の契約をつくり、支払額を確かめるとき',
    when: '1時間ほど',
    steps: [
      {
        route: 'programmes',
        text: '事業を開き、「成果連動の支払い」で成果の指標を加えます。値をこの町の指標か効果検証からとると、支払算定書にも入ります。手で入れる値は画面の試算だけに使います。',
      },
      {
        route: 'programmes',
        text: '「この条件の読み方」の文が契約書と同じ意味になるまで直します。低いほどよい指標は「よい向き」で選びます。',
      },
      {
        route: 'programmes',
        text: '「もしもの値」と標準誤差を入れ、支払額の幅を見ます。契約で決めた根拠の水準に届かない値には支払いません。',
      },
      {
        route: 'studies',
        text: '効果検証から支払うときは、設計の固定、診断、結果の順に先に進めておきます。',
      },
      { route: 'reports', text: '「成果連動（PFS/SIB）支払算定書」でファイルをつくります。' },
    ],
  },
  {
    id: 'machine',
    title: '情報システム担当の方へ（このPCの準備）',
    when: '10分ほど',
    steps: [
      {
        route: 'settings',
        text: 'このアプリは、誤りで止まるときも、取り込んだ値を画面・記録・診断ファイルに書きません。Node.js の診断レポートは、環境変数で求められても出しません。',
      },
      {
        route: 'settings',
        text: 'OS がつくるメモリの控え（コアダンプ、Windows のクラッシュ ダンプ、休止状態のファイル）は、アプリからは止められません。OS の設定で切るか、ディスクごと暗号化してください。',
      },
      {
        route: 'settings',
        text: '環境変数 NODE_OPTIONS に、ヒープの書き出し（heapsnapshot）を求める指定を置かないでください。',
      },
      {
        route: 'releases',
        text: '公開記録の「書きかえられていないか確かめる」を、月に一度ほど押してください。',
      },
    ],
  },
];
