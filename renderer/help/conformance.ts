/** How far the window conforms to JIS X 8341-3:2016 level AA (and WCAG 2.2 AA), and how that was found out. */
export type Finding = 'conforms' | 'partly' | 'not_checked';

export const FINDING_NAMES: Readonly<Record<Finding, string>> = {
  conforms: '適合',
  partly: '一部適合',
  not_checked: '確かめていない',
};

interface Criterion {
  readonly number: string;
  readonly name: string;
  readonly finding: Finding;
  readonly remark: string;
}

export const conformance: readonly Criterion[] = [
  {
    number: '1.1.1',
    name: '非テキストコンテンツ',
    finding: 'conforms',
    remark: '図には結論の文と、同じ数字の表がある。',
  },
  {
    number: '1.3.1',
    name: '情報及び関係性',
    finding: 'conforms',
    remark: '見出し、表の見出しセル、項目名を要素で示す。自動検査で違反なし。',
  },
  {
    number: '1.3.4',
    name: '表示の向き（WCAG 2.1）',
    finding: 'conforms',
    remark: '向きを固定しない。',
  },
  {
    number: '1.4.1',
    name: '色の使用',
    finding: 'conforms',
    remark: '系列は明るさと模様でも、良し悪しは言葉でも示す。',
  },
  {
    number: '1.4.3',
    name: 'コントラスト（最低限レベル）',
    finding: 'conforms',
    remark: '明るい画面と暗い画面を自動検査。図の中の文字は目で確かめた。',
  },
  {
    number: '1.4.4',
    name: 'テキストのサイズ変更',
    finding: 'conforms',
    remark: '200%で、切れる文字と横スクロールがないことを自動検査。',
  },
  {
    number: '1.4.10',
    name: 'リフロー（WCAG 2.1）',
    finding: 'conforms',
    remark:
      '幅320ピクセルで、切れる文字と画面の横スクロールがないことを自動検査。広い表は表の中だけ横に動く。',
  },
  {
    number: '1.4.11',
    name: '非テキストのコントラスト（WCAG 2.1）',
    finding: 'partly',
    remark: '部品の枠と図の線は確かめた。地図の斜線の模様は3対1に届かない色がある（値を文字でも書く）。',
  },
  {
    number: '1.4.13',
    name: 'ホバー又はフォーカスで表示されるコンテンツ（WCAG 2.1）',
    finding: 'partly',
    remark: '伏せた数の説明はフォーカスでも出る。図の吹き出しはマウスだけで、同じ数字は表で読める。',
  },
  {
    number: '2.1.1',
    name: 'キーボード',
    finding: 'conforms',
    remark: '主な作業をキーボードだけで通す検査がある。地図の地区は、となりの一覧から選べる。',
  },
  {
    number: '2.1.2',
    name: 'キーボードトラップなし',
    finding: 'conforms',
    remark: '開いた窓は Esc で閉じる。',
  },
  {
    number: '2.1.4',
    name: '文字キーのショートカット（WCAG 2.1）',
    finding: 'partly',
    remark: '発表中の1文字のキー（S、D、B）は切れない。入力欄の中では働かない。',
  },
  {
    number: '2.2.1',
    name: 'タイミング調整可能',
    finding: 'conforms',
    remark: '時間の制限はない。短い知らせは6秒で消えるが、操作は要らない。',
  },
  {
    number: '2.3.1',
    name: '3回の閃光、又は閾値以下',
    finding: 'conforms',
    remark: '点滅はない。動きを減らす設定に従う。',
  },
  {
    number: '2.4.1',
    name: 'ブロックスキップ',
    finding: 'conforms',
    remark: '「本文へ移動」がある。',
  },
  {
    number: '2.4.3',
    name: 'フォーカス順序',
    finding: 'conforms',
    remark:
      '上の帯、画面の一覧、本文の順。開いた窓の中にとどまり、閉じると元へ戻る。答えが届いても部品は入れ替わらず、押せないボタンも順に残る。部品がなくなる手順では、画面に残るいちばん近い部分へ移る。',
  },
  {
    number: '2.4.7',
    name: 'フォーカスの可視化',
    finding: 'conforms',
    remark: '太い枠で示す。自動検査がある。',
  },
  {
    number: '2.4.11',
    name: '隠されないフォーカス（WCAG 2.2）',
    finding: 'partly',
    remark: '右下の案内が、下の端の部品に重なることがある（案内は閉じられる）。',
  },
  {
    number: '2.5.7',
    name: 'ドラッグ動作（WCAG 2.2）',
    finding: 'conforms',
    remark: 'ファイルは「選ぶ」で、並べ替えは「上へ・下へ」でもできる。',
  },
  {
    number: '2.5.8',
    name: 'ターゲットのサイズ（WCAG 2.2）',
    finding: 'conforms',
    remark: '24ピクセル以上であることを自動検査。',
  },
  {
    number: '3.1.1',
    name: 'ページの言語',
    finding: 'conforms',
    remark: '日本語。',
  },
  {
    number: '3.2.3',
    name: '一貫したナビゲーション',
    finding: 'conforms',
    remark: 'どの画面でも同じ順。',
  },
  {
    number: '3.3.1',
    name: 'エラーの特定',
    finding: 'conforms',
    remark: '何がどこで起きたかを文で示す。',
  },
  {
    number: '3.3.3',
    name: 'エラー修正の提案',
    finding: 'conforms',
    remark: 'どうすればよいかを文の後半に書く。',
  },
  {
    number: '3.3.4',
    name: 'エラー回避（法的、金融及びデータ）',
    finding: 'conforms',
    remark: '作業フォルダーの削除は、名前の入力で確かめる。編集は元に戻せる。',
  },
  {
    number: '4.1.2',
    name: '名前（name）、役割（role）及び値（value）',
    finding: 'conforms',
    remark: '自動検査で違反なし。',
  },
  {
    number: '4.1.3',
    name: 'ステータスメッセージ（WCAG 2.1）',
    finding: 'conforms',
    remark: '保存、処理の始まりと終わりを、読み上げの領域に書く。',
  },
  {
    number: '—',
    name: '読み上げソフトでの実地確認（NVDA、ナレーター）',
    finding: 'not_checked',
    remark: '自動検査とキーボードでの確認だけ。実機の読み上げは確かめていない。',
  },
];
