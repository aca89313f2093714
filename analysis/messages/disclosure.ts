import type { IssueParams } from '../domain/issue.ts';
import type { HiddenReason } from '../domain/statistic.ts';
import type { SentenceCatalogue } from './catalogue.ts';

/** 公開審査（秘匿処理）が止めた理由と、次にできること。値そのものは決して含めない。 */
export const disclosureSentences: SentenceCatalogue = {
  'disclosure.population_invalid': () =>
    '市町村の人口が設定されていません。設定画面で人口（1以上の整数）を入力してください。',
  'disclosure.population_too_small': ({ limit }) =>
    `人口が${limit}人未満の市町村では、人数の集計を公表できません（最小集計単位の原則）。`,
  'disclosure.threshold_lowered': ({ lowest, asked }) =>
    `最小公表人数は${lowest}人より小さくできません（指定: ${asked}人）。大きくすることはできます。`,
  'disclosure.threshold_invalid': () => '最小公表人数は整数で指定してください。',
  'disclosure.not_released': () =>
    '公開審査を通っていない数値のため、表示も書き出しもできません。集計をやり直してください。',
  'disclosure.table_malformed': ({ what }) =>
    `表の形が公開審査の前提を満たしていません（${what}）。集計の定義を確認してください。`,
  'disclosure.unknown_cell': ({ cell }) =>
    `合計の関係に、表にないセル「${cell}」が書かれています。relations と cells を確認してください。`,
  'disclosure.not_additive': ({ children }) =>
    `内訳（${children}区分）の合計が計と一致しません。同じ人が複数の区分に入る分類なら、その指定をしてください。`,
  'disclosure.cannot_protect': () =>
    '秘匿だけでは少人数のセルを守れません。年齢階級や地区をまとめるか、期間を長くして集計してください。',
  'disclosure.size_is_told': () =>
    'この推定を出すと、対象の人数がおよそわかり、以前に公開した人数との差から少人数のグループがわかります。以前に出した研究と同じ対象・同じ結果の項目にするか、対象の決め方を大きく変えてください。',
  'disclosure.audit_unfinished': ({ seconds }) =>
    `${seconds === undefined ? '時間内' : `${seconds}秒以内`}に安全性の確認が終わらなかったため、公開を止めました。区分をまとめるか、時間を延ばして再度お試しください。`,
  'disclosure.under_review': ({ title }) =>
    `「${title ?? 'この表'}」は欄が多いため、公開してよいかを審査しています。終わりしだい表示します。それまで表示・書き出し・報告書への追加はできません。`,
  'disclosure.witness_invalid': () =>
    '安全性の証明の検算が合わなかったため、公開を止めました。お手数ですが開発元へご連絡ください。',
  'disclosure.effect_small_arm': ({ limit }) =>
    `参加群・対照群のどちらかが${limit}人未満のため、効果の推定値は公表できません。対象を広げてください。`,
  'disclosure.effect_few_events': ({ limit }) =>
    `どちらかの群で、該当者または非該当者が${limit}人未満のため、効果の推定値は公表できません。期間を長くするか、対象を広げてください。`,
  'disclosure.effect_degrees_of_freedom': ({ limit }) =>
    `人数に対して推定する項目が多すぎます（残差自由度${limit}以上が必要）。調整する項目を減らしてください。`,
  'disclosure.effect_saturated': () =>
    '調整項目の組み合わせごとに係数を推定する形（飽和モデル）のため、個々の区分の値がわかってしまいます。調整する項目を減らしてください。',
  'disclosure.operational_field': ({ path }) =>
    `作業報告に、外へ出してよいと決めていない項目があります（${path}）。`,
  'disclosure.ledger_broken': ledgerFaultText,
  'disclosure.not_json': () => 'JSON として読めません。ファイルの形式を確認してください。',
  'disclosure.document_invalid': ({ field }) =>
    `入力の「${field}」がないか、形が正しくありません。公開審査の入力形式を確認してください。`,
  'disclosure.document_no_object': () =>
    '入力は、全体が1つのオブジェクト {…} でなければなりません。並び […] や数・文字だけのファイルは審査できません。審査したい表を1つ、{ "kind": … } の形で入れてください。',
  'disclosure.document_count': ({ field, cell }) =>
    `入力の「${field}」のうち「${cell}」の値が人数ではありません。0以上の整数（2の53乗未満、引用符なし）で書いてください。`,
  'disclosure.document_number': ({ field, cell }) =>
    `入力の「${field}」のうち「${cell}」の値が数ではありません。引用符をつけずに数で書いてください。`,
  'disclosure.document_relation': ({ at }) =>
    `入力の「relations」の${at}番目が ["合計の欄", ["内訳の欄", …]] の形になっていません。`,
  'disclosure.document_parts': ({ cell }) =>
    `入力の「relations」のうち「${cell}」の内訳が正しくありません。内訳は欄の名前の並びで書き、同じ名前は1回だけ、合計の欄そのものは入れないでください。`,
  'disclosure.document_parent': ({ field, cell }) =>
    `入力の「${field}」のうち「${cell}」の上の区分（parent）が、同じ並びにありません。`,
  'disclosure.document_slip': ({ field, meant }) =>
    `入力の「${field}」という項目はありません。「${meant}」の書き誤りではありませんか。直すか、その項目を消してください。`,
  'disclosure.document_sum': ({ field, cell }) =>
    `入力の「${field}」のうち「${cell}」の内訳が合計と一致しません。cells の値か内訳の指定を確認してください。`,
  'disclosure.document_twice': ({ cell }) =>
    `入力に同じ名前「${cell}」が同じ場所に2回書かれています。どちらの値か分からないため、審査できません。`,
  'disclosure.document_circle': ({ field, cell }) =>
    `内訳の指定がめぐっています（「${cell}」が、たどると自分自身の内訳になります）。${field} を確認してください。`,
  'disclosure.frozen_sensitive': () =>
    '必ず表示する欄（frozen）に最小公表人数に満たないものが含まれているため、公開できません。指定から外してください。',
  'disclosure.kind_unknown': () => 'この種類（kind）の統計は審査の方法が決まっていないため、公開できません。',
  'disclosure.statistic_unknown': () =>
    'この数値の組み合わせは審査の方法が決まっていないため、公開できません。',
  'disclosure.back_calculation': () =>
    '公開する数値の組み合わせから、少人数の人数が逆算できます。率・平均・信頼区間のいずれかを伏せるか、区分をまとめてください。',
  'disclosure.differencing': () =>
    '公開する数値どうしの差や組み合わせから、少人数の人数がわかります。一緒に公開できる組み合わせを選んでください。',
  'disclosure.small_count': () => '最小公表人数に満たない区分があります。区分をまとめてください。',
  'disclosure.group_disclosure': () =>
    'ほぼ全員が同じ区分に入るため、その集団の人の状態がわかってしまいます。行をまとめるか、内訳を伏せてください。',
  'disclosure.rule_known': () =>
    '秘匿の規則を知っている人には、伏せた値の範囲が狭くわかります。もう一つ区分を伏せてください。',
  'disclosure.implied_cell': () =>
    '公開した合計から、載せていない少人数のセルの値がわかります。区分をまとめてください。',
  'disclosure.dominance': () =>
    '少数の人・機関が金額の大部分を占めるため、その人・機関の金額が推定できます。区分をまとめてください。',
  'disclosure.few_contributors': () => '金額のもとになる人数が最小公表人数に満たないため、公開できません。',
  'disclosure.negative_contributions': () =>
    '負の金額が含まれるため、集中度の規則で判定できません。内訳を確認してください。',
  'disclosure.rounding_unpicked': () =>
    '丸めた値と正確な合計を並べると、丸める前の値がわかります。合計も同じ方法で丸めてください。',
  'disclosure.rounding_impossible': () =>
    '合計が合うように丸めた表を時間内に作れませんでした。区分をまとめるか、丸めの単位を変えてください。',
  'disclosure.rounding_too_fine': () =>
    '丸めの単位が小さく、丸めた表から少人数のセルの値が狭い範囲に絞り込めます。単位を大きくするか、区分をまとめてください。',
  'disclosure.rounding_beside_exact': () =>
    '正確な数で出した表と並べると、丸めた値から伏せた欄の範囲が狭まるため、丸めた表は出せません。丸めて出すのは、まだ正確な数で出していない表に限ります。',
  'disclosure.curve_steps': () =>
    '生存曲線の段差から少人数の発生数がわかります。時間の区切りをまとめるか、表示を途中で打ち切ってください。',
  'disclosure.approval_needed': ({ request }) =>
    `ファイルに出すには、作成者とは別の人の承認が必要です（申請 ${request}番として記録しました）。「公開記録」の画面で承認を受けてから、もう一度書き出してください。`,
  'disclosure.export_rejected': ({ request }) =>
    `この内容の書き出しは、確認の結果（記録 ${request}番）、見送りになりました。理由は公開記録にあります。内容を変えて作り直してください。`,
  'disclosure.request_unknown': ({ request }) =>
    `承認待ちの申請 ${request}番が見つかりません。すでに決まったか、番号が違います。一覧で確かめてください。`,
  'disclosure.names_needed': () => '作成者と確認者の名前を、どちらも入力してください。',
  'disclosure.same_person': () => '作成者と確認者が同じ人です。別の人が確認してください。',
  'disclosure.reason_needed': () => '承認または見送りの理由を入力してください。',
  'disclosure.export_missing': () => '審査する書き出し内容がありません。',
  'disclosure.hidden_number_exported': () => '書き出した内容に、伏せたはずの数値が含まれています。',
};

/** 公開記録のどこが、どうなっているか。 */
const LEDGER_FAULTS: Readonly<Record<string, (line: number, expected: number) => string>> = {
  line_unreadable: (line) => `${line}行目が公開記録の形になっていません（書き加えられたか、こわれています）`,
  line_blank: (line) => `${line}行目に空の行が書き加えられています`,
  line_edited: (line) => `${line}行目（${line}番の記録）が、書いたときのままではありません`,
  lines_missing: (line) => `${line}行目にあるはずの${line}番の記録がありません（消されています）`,
  line_repeated: (line) =>
    `${line}行目に${line}番でない記録があります（並べかえられたか、同じ記録が二度あります）`,
  line_replaced: (line) =>
    `${line}行目の記録が前の記録とつながりません（別の時点の記録に置きかわっています）`,
  line_cut: (line) => `${line}行目が途中で切れています`,
  newline_missing: (line) =>
    `${line}行目の終わりの改行が消されています（最後の改行を1つ戻せば元の記録と同じになります）`,
  end_missing: (line, expected) => `${entriesText(line, expected)}がありません（終わりが切られています）`,
  file_missing: (_, expected) =>
    `公開記録（releases.jsonl）がないか空です。${expected}番までの記録があるはずです`,
  bytes_changed: () => '記録のなかの項目の順など、内容でない部分が書きかえられています（行はわかりません）',
  head_missing: () => '公開記録の終わりを示すファイル（vault の releases.head）がありません',
  head_unreadable: () =>
    '公開記録の終わりを示すファイル（vault の releases.head）の中身が書きかえられています',
  head_older: (_, expected) =>
    `公開記録の終わりを示すファイル（vault の releases.head）が古く、${expected}番までしか示していません`,
  older_copy: (line, expected) =>
    `${entriesText(line, expected)}がありません（公開記録が以前の控えに置きかわっています）`,
  unconfirmed: (line) => `${line}行目が、確定されないまま終わっています（書いている途中で止まりました）`,
  unfinished: (line) => `${line}行目が書きかけです（書いている途中で止まりました）`,
};

function entriesText(from: number, to: number): string {
  return from === to ? `${from}番の記録` : `${from}番から${to}番までの記録`;
}

/** 公開記録の異常を、どこがどうなっているか（1行目）、何ができるか（続く行）の順に言う。 */
export function ledgerFaultText({ problem, line, expected }: IssueParams): string {
  const fault = LEDGER_FAULTS[String(problem)] ?? LEDGER_FAULTS.bytes_changed!;
  const last = expected === undefined ? '最後の記録' : `${expected}番の記録`;
  return [
    `公開記録に異常があります：${fault(Number(line), Number(expected))}。これまでに出した数と突き合わせられないため、この作業フォルダーを開くことも新しく出すこともできません。取り込んだデータは消えていません。`,
    `戻し方：(1) ${last}まである控えがあれば、releases.jsonl と vault の releases.head を両方その控えから戻す。`,
    '(2) 控えがそれより古いときは、この2つだけを戻しても開けない。作業フォルダー全体を同じ時点の控えから戻し、その後に取り込んだファイルを取り込み直す。控えの後に出した数は、書き出したファイルや Excel の公開記録で洗い出し、同じ集計をもう一度出して記録に残す。',
    '(3) 使える控えがないときは、新しい作業フォルダーにデータを取り込み直せる。ただし以前に出した数との突き合わせはされないので、先に個人情報の管理責任者が、以前に出した表を調べて続けてよいかを決める。',
  ].join('\n');
}

/** 公開の規則と根拠（管理画面と公開記録の書き出しに載せる）。集中度の規則の数値は、逆算に使えるため載せない。 */
export const policyRules: readonly {
  readonly subject: string;
  readonly rule: string;
  readonly source: string;
}[] = [
  {
    subject: '人数',
    rule: '1人以上で基準に満たない人数は「＊」。0人は0と示す。',
    source: 'NDB・介護DBの利用に関するガイドライン（最小集計単位の原則）',
  },
  {
    subject: '割合の分子と残り',
    rule: '該当者だけでなく、該当しない人（残り）が基準に満たないときも「＊」。全員が該当する区分も「＊」（事業の段階に全員が進んだこと、全員が続けたことは、だれの健康も示さないので除く）。',
    source: '同上。集団の全員についてわかること（group disclosure）を防ぐ',
  },
  {
    subject: '引き算',
    rule: '合計やほかの表との引き算で「＊」の値が狭い範囲に絞れないよう、ほかのセルもあわせて伏せる。整数の別解を2つ求めて確かめる。',
    source: 'Fischetti & Salazar（2001）、介護DBオープンデータの補助的な秘匿',
  },
  {
    subject: '金額',
    rule: '少数の人が大部分を占める合計は「＊」。差や以前の表との差にも同じ規則を使う。',
    source: 'ESSnet SDC Handbook（p%規則、優越規則）',
  },
  {
    subject: '機関の数',
    rule: '地区ごとの医療費や薬の量で、もとになる医療機関・薬局が1か所または2か所の欄は、人数が多くても「＊」。市町村全体の数は保険者の数なので対象にしない。',
    source:
      'NDB・介護DBの利用に関するガイドライン（機関が3未満で、ほかの区分との組み合わせから特定されるもの）',
  },
  {
    subject: '機関ごとの偏り',
    rule: '地区ごとの医療費などで、1か所の医療機関・薬局がほとんどを占め、2番目の機関からその額を見積もれる欄は「＊」。',
    source: 'ESSnet SDC Handbook（p%規則を機関に使う）',
  },
  {
    subject: '診療種別と全体',
    rule: '医療費の全体と、入院・入院外・調剤・歯科は足し引きできるものとして扱う。伏せた種別が引き算でわからないよう、ほかの種別も伏せることがある。',
    source: '同上（足し合わせの関係にある表をまとめて審査する）',
  },
  {
    subject: '人数の丸め',
    rule: '画面・報告書には、伏せた表だけを出し、丸めた表は出さない。伏せた表と丸めた表が並ぶと、伏せた数の範囲が狭まるため。ほかに公表しない表は、protect コマンドで合計の合う10単位の丸めを審査できる。',
    source: 'ESSnet SDC Handbook（controlled rounding）',
  },
  {
    subject: '平均・標準偏差・分位点',
    rule: 'もとの人数が基準以上のときだけ示す。最小値・最大値は出さない。',
    source: 'ACRO・SACROの手引き',
  },
  {
    subject: '年齢調整値・標準化比・期待数',
    rule: 'もとにした年齢別の人数・該当者数・金額の表を、画面には出さずに審査して公開記録に残し、すべて示せる行でだけ示す（全体・男女別・地区別の年齢調整値、地区比較の期待数、県・国との比較、地域差指数、三要素分解、平成20年度比の減少率）。示せないときは、広い年齢区分（40・65・75歳で区切る）に粗くして求め直し、それでも足りないときは伏せる。全体と男女別の広い年齢区分、平均自立期間、2つのアプローチの平均の変化は、もとの人数のどれかが基準に満たないときに伏せ、年齢別の表では広い年齢区分の合計を知られているものとして扱う。',
    source: '重みつきの合計は、伏せた数についての方程式になるため（Fischetti & Salazar 2001 の攻撃者の問題）',
  },
  {
    subject: '効果の推定',
    rule: '各群の人数・該当者数が基準以上、残差自由度10以上。人数を伏せるときは推定値の桁数も減らす。',
    source: 'ACRO・DataSHIELD',
  },
  {
    subject: '生存曲線',
    rule: '段差1つに基準以上の発生数が入るようにまとめ、人数は十の位に丸める。',
    source: 'ACRO・OpenSAFELY',
  },
  {
    subject: '以前の公開',
    rule: '公開記録と突き合わせ、同じ人たちの数は同じ扱いにする。以前に出した数との差が基準に満たない該当者数は伏せる。',
    source: 'Denning & Schlörer（1980）の差分攻撃への対策',
  },
  {
    subject: '分母どうしの差（残る限界）',
    rule: '検査の値のある人など、指標の分母どうしの差（一方の検査だけを受けた人数など）は、基準に満たなくても分母を伏せない。伏せると指標そのものが出せなくなるため。差にあたる人たちの該当者数などは、ほかの規則で守る。',
    source: 'この製品の判断',
  },
  {
    subject: '効果検証とほかの表（残る限界）',
    rule: '研究の対象から外れた人（参加者のうち測定のない人など）は、ほかの表のどの数（いくつかの区分や両群を合わせた数も）や、条件を少し変えた研究との差でも、基準に満たないときに守る。ただし、別々の表の差どうしをさらに引いてわかる少人数までは、すべては守れない。同じ研究を条件を変えて何度も出すときは、公開記録を見て、年齢や地区の内訳を一つにそろえる。',
    source: 'この製品の判断',
  },
];

/** 公開した数字の出力先（公開記録に使う）。 */
export const outletNames: Readonly<Record<string, string>> = {
  desktop: '画面',
  browser: '画面',
  command_line: 'コマンド',
  file: 'ファイル',
  none: '審査のみ',
};

/** 公開記録の題名に添える断り：審査し、記録に残すが、どこにも出さない表。 */
export const JUDGED_ONLY = '年齢調整のもとの人数、画面には出さない';

/** 「＊」の理由（セルにカーソルを合わせたとき、表の注に使う）。 */
export const hiddenReasonSentences: Readonly<Record<HiddenReason, string>> = {
  primary: '人数が少ない（またはその残りが少ない）ため表示しません。',
  secondary: 'ほかの「＊」の値が引き算でわかってしまうため、あわせて表示しません。',
  dominance: '少数の人、または1〜2か所の機関が大部分を占めるため表示しません。',
  ledger:
    '以前に公開した表と比べると隠すべき値がわかってしまう（または、わからないと確かめられない）ため表示しません。',
};

/** Neighbouring levels: both where there are two, the ends where there are more. */
function rowOf(labels: readonly string[]): string {
  return labels.length > 2 ? `${labels[0]}から${labels.at(-1)}まで` : labels.join('と');
}

/** 区分をまとめる案を一文で（「75〜79歳と80〜84歳をまとめれば、隠す人数の欄はなくなります」）。 */
export function coarseningSentence(proposal: {
  readonly kind: 'merge' | 'parent';
  readonly groups: readonly {
    readonly labels: readonly string[];
    readonly into: { readonly label: string };
  }[];
  readonly hiddenNow: number;
  readonly hiddenThen: number;
}): string {
  const { kind, groups, hiddenNow, hiddenThen } = proposal;
  const change = groups
    .map(({ labels, into }) =>
      kind === 'merge'
        ? `${rowOf(labels)}をまとめ`
        : `「${into.label}」の内訳（${labels.length}区分）を載せずにまとめ`,
    )
    .join('、');
  const effect =
    hiddenThen === 0
      ? '隠す人数の欄はなくなります。'
      : `隠す人数の欄は${hiddenNow}から${hiddenThen}に減ります。`;
  return `${change}れば、${effect}`;
}

const SETTING_NAMES = {
  population: '住民の数',
  raisedThreshold: '引き上げた最小公表人数',
  twoPersonRelease: '二人での確認',
} as const;

/** A changed setting of release, as the ledger says it. */
export function settingChangeText(change: {
  readonly setting: keyof typeof SETTING_NAMES;
  readonly before: number | boolean;
  readonly after: number | boolean;
}): string {
  const text = (value: number | boolean) => {
    if (typeof value === 'boolean') return value ? '入' : '切';
    return value === 0 ? 'なし' : `${value.toLocaleString('ja-JP')}人`;
  };
  return `${SETTING_NAMES[change.setting]}：${text(change.before)}→${text(change.after)}`;
}
