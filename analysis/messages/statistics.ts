import type { SentenceCatalogue } from './catalogue.ts';

/** Faults of the arguments of `effect`. */
const usage: SentenceCatalogue = {
  'effect.unknown-option': ({ option }) =>
    `${option} という指定はありません。effect --help で使える指定を確かめてください。`,
  'effect.repeated-option': ({ option }) => `${option} が2回指定されています。1回にしてください。`,
  'effect.missing-option': ({ option }) =>
    `${option} を指定してください。使い方は effect --help で確かめられます。`,
  'effect.missing-value': ({ option }) => `${option} のあとに値を書いてください。`,
  'effect.unknown-choice': ({ option, choices }) => `${option} に使えるのは ${choices} のどれかです。`,
  'effect.bad-number': ({ option, min, max }) =>
    `${option} には${min === '' ? '' : `${min}以上`}${max === '' ? '' : `${max}以下`}の数を指定してください。`,
  'effect.stray-argument': ({ position }) =>
    `${position}番目の指定が「--」で始まっていません。空白を含む値は引用符（"）で囲んでください。`,
  'effect.same-column': ({ column }) =>
    `列「${column}」が2つの役割で指定されています。介入・アウトカム・共変量には別々の列を指定してください。`,
  'effect.categorical-quadratic': ({ column }) =>
    `列「${column}」は区分（--categorical）なので2乗の項（--quadratic）は作れません。どちらか一方にしてください。`,
  'effect.interaction-not-covariate': ({ column }) =>
    `交互作用の列「${column}」が共変量にありません。--covariates にも加えてください。`,
  'effect.not-available': ({ method, estimand }) =>
    `方法「${method}」では推定対象「${estimand}」を求められません。--method か --estimand を変えてください。`,
  'effect.option-not-for-method': ({ option, method, methods }) =>
    `${option} は方法「${method}」では使われません（使えるのは ${methods}）。外すか、--method を変えてください。`,
  'effect.bootstrap-unavailable': ({ method }) =>
    `方法「${method}」で対照を重ねて使う（--replace）とき、またはまとまり（--cluster）があるときは、ブートストラップを使えません。表示される標準誤差をお使いください。`,
  'effect.learner-options': () =>
    '--learner boost は --folds を2以上にし、--offset を付けないときに使えます。',
  'effect.wild-needs-cluster': ({ option }) =>
    `--wild を使うには、まとまりの列を ${option} で指定してください。`,
  'effect.wild-least-squares': () =>
    '--wild は --method regression --family gaussian で、--weights と --correlation exchangeable を付けないときに使えます。',
  'effect.correlation-needs-cluster': () =>
    '--correlation exchangeable は --method regression と --cluster を一緒に指定したときに使えます。',
  'effect.correlation-weights': () => '--correlation exchangeable と --weights は一緒に使えません。',
  'effect.ipcw-iptw-only': () =>
    '--missing-outcome ipcw は --method iptw で、--trim を付けないときに使えます。',
  'effect.its-two-lags': () => '--lag と --auto-lag は、どちらか一方だけを指定してください。',
  'effect.overlap-aipw': ({ estimand }) =>
    `aipw で推定対象「${estimand}」を求めるときは、--outcome-model single、--folds、--learner、--truncate、--offset を外してください。`,
  'effect.trial-arm-or-factors': () =>
    '割り付けた群の列（--arm）か、要因計画の要素の列（--factors）のどちらか一方を指定してください。',
  'effect.trial-period-needs-cluster': () =>
    '--period（ステップウェッジの時期）は、--arm と --cluster を一緒に指定してください。',
  'effect.trial-reference': ({ column }) =>
    `--reference に指定した群が列「${column}」にありません。ファイルの書き方どおりに指定してください。`,
  'effect.treated-label': ({ column }) =>
    `--treated に指定した区分が列「${column}」にありません。ファイルの書き方どおりに指定してください。`,
};

/** Faults of the file. */
const file: SentenceCatalogue = {
  'effect.file-missing': ({ file }) => `ファイル「${file}」が見つかりません。場所と名前を確かめてください。`,
  'effect.not-a-file': ({ file }) => `「${file}」はファイルではありません。CSVファイルを指定してください。`,
  'effect.empty-file': ({ file }) => `ファイル「${file}」は空です。書き出し直してください。`,
  'effect.not-text': ({ file }) =>
    `「${file}」はCSV（文字のファイル）ではありません。ExcelなどからCSV形式で保存し直してください。`,
  'effect.no-rows': ({ file }) => `ファイル「${file}」に見出しの下の行がありません。`,
  'effect.unknown-column': ({ column, file }) =>
    `列「${column}」がファイル「${file}」の1行目の見出しにありません。見出しの書き方を確かめてください。`,
  'effect.repeated-heading': ({ column }) =>
    `見出し「${column}」の列が2つ以上あります。見出しが重ならないように直してください。`,
  'effect.ragged-row': ({ line, cells, expected }) =>
    `${line}行目の列の数が${cells}で、見出しの${expected}と合いません。区切りのカンマや引用符の閉じ忘れを確かめてください。`,
  'effect.text-in-number': ({ column, line }) =>
    `列「${column}」の${line}行目が数ではありません。数に直すか空欄にしてください。区分として使う列なら --categorical に加えてください。`,
  'effect.number-too-large': ({ column, line }) =>
    `列「${column}」の${line}行目の数が大きすぎます（10の100乗超）。入力の誤りを直すか、単位を変えてください。`,
  'effect.too-many-levels': ({ column, limit }) =>
    `列「${column}」の区分が${limit}を超えています。番号や氏名の列なら外し、そうでなければ区分をまとめてください。`,
};

/** What the data cannot answer. */
const data: SentenceCatalogue = {
  'effect.too-few-rows': ({ rows, minimum }) =>
    `必要な列がすべて埋まっている行が${rows}行しかありません（${minimum}行以上必要）。欠測の多い列を共変量から外せないか確かめてください。`,
  'effect.treatment-constant': ({ column }) =>
    `介入の列「${column}」が全員同じです。比べる相手（介入を受けた人と受けていない人の両方）が必要です。`,
  'effect.treatment-levels': ({ column, levels }) =>
    `介入の列「${column}」に${levels}種類の値があります。2種類（0と1など）にしてください。`,
  'effect.treatment-collinear': () =>
    '介入の有無がほかの列だけで完全に決まっているため、効果を区別できません。同じ意味の列を共変量から外してください。',
  'effect.outcome-constant': ({ column }) =>
    `アウトカムの列「${column}」が全員同じ値なので、差を推定できません。`,
  'effect.outcome-range': ({ column, family }) =>
    `アウトカムの列「${column}」に、分布「${family}」で扱えない値があります（binomialは0〜1、poisson・negbinは0以上、gammaは0より大きい数）。--family か列を見直してください。`,
  'effect.offset-not-positive': ({ column }) =>
    `列「${column}」に0以下の値があるため対数をとれません。観察量（人年など）は0より大きい数にしてください。`,
  'effect.weights-negative': ({ column }) =>
    `重みの列「${column}」に負の値があるか、片方の群の重みがすべて0です。両群に0より大きい重みの人がいるようにしてください。`,
  'effect.separation': () =>
    '共変量の組み合わせだけで介入の有無が決まってしまい、比べられる相手がいない人がいます（分離）。人数の少ない区分をまとめるか、介入の条件そのものにあたる列を外してください。',
  'effect.separation-column': ({ column }) =>
    `列「${column}」だけで介入の有無が決まる人がいます（分離）。この列の少数の区分をまとめるか、対象者をその条件の人に限るか、この列を共変量から外してください。`,
  'effect.outcome-separation': ({ column }) =>
    `アウトカム「${column}」が共変量だけで決まってしまい推定できません（事象がほとんどない区分があります）。区分をまとめるか、共変量を減らしてください。`,
  'effect.outcome-model-singular': ({ column }) =>
    `アウトカム「${column}」のモデルを当てはめられません。片方の群にだけ存在する区分、事象が1件もない（または全員にある）区分、同じ内容の列がないか確かめ、区分をまとめるか共変量を減らしてください。`,
  'effect.no-convergence': ({ column }) =>
    `アウトカム「${column}」のモデルの計算が収まりませんでした。外れた値がないか確かめ、共変量を減らしてください。`,
  'effect.no-overdispersion': ({ column }) =>
    `アウトカム「${column}」にポアソン分布を超えるばらつきがないため、負の二項分布は使えません。--family poisson にしてください。`,
  'effect.not-estimable': ({ method, outcome }) =>
    `方法「${method}」では「${outcome}」の効果と誤差を計算できませんでした。人数・事象の数と、列に変化があるかを確かめてください。`,
  'effect.model-singular': () =>
    'この列の組み合わせではモデルを計算できません。全員同じ値の列、同じ内容の列、人数の少ない区分がないか確かめ、列を減らすか区分をまとめてください。',
  'effect.trim-empty': () => '--trim で片方の群に誰も残りませんでした。値を小さくしてください。',
  'effect.few-matches': ({ minimum }) =>
    `組になった人が${minimum}組に足りません。--caliper を広げるか、--method iptw を検討してください。`,
  'effect.stratum-too-small': ({ strata, of }) =>
    `${of}層のうち${strata}層で、どちらかの群が2人未満です。--strata を減らすか、--method iptw を使ってください。`,
  'effect.balance-infeasible': () =>
    '共変量の平均を一致させる重みが存在しません（対照群に似た人がいません）。共変量を減らすか、対象者の条件をそろえてください。',
  'effect.bootstrap-failed': ({ failed, replicates }) =>
    `ブートストラップ${replicates}回のうち${failed}回で計算できませんでした。人数の少ない区分をまとめてください。`,
  'effect.follow-up-separation': ({ column }) =>
    `アウトカム「${column}」が欠測かどうかが共変量だけで決まっています。区分をまとめるか、共変量を減らしてください。`,
  'effect.one-cluster': ({ column, clusters }) =>
    `まとまりの列「${column}」に${clusters}種類しかありません。標準誤差を計算するには2つ以上（できれば40以上）のまとまりが必要です。`,
  'effect.subgroup-levels': ({ column, levels, limit }) =>
    Number(levels) < 2
      ? `区分ごとに見る列「${column}」の区分が1つしかありません。2つ以上の区分がある列を --subgroups に指定してください。`
      : `区分ごとに見る列「${column}」の区分が${levels}あります。${limit}以下にまとめてください。`,
  'effect.subgroup-small': () =>
    'どちらかの群が10人未満なので、この区分の効果は示しません。区分をまとめてください。',
  'effect.not-binary': ({ column }) => `列「${column}」は0と1だけにしてください。`,
};

/** The other designs. */
const designs: SentenceCatalogue = {
  'effect.series-short': ({ before, after }) =>
    `介入前が${before}時点、介入後が${after}時点しかありません。前後それぞれ3時点以上（できれば12時点以上）が必要です。`,
  'effect.series-no-events': ({ column }) =>
    `列「${column}」は介入の前または後の件数がすべて0なので、率の比を推定できません。期間を広げるか、件数の多いアウトカムにしてください。`,
  'effect.did-empty-cell': ({ cell, n }) =>
    `前後×群の4つの区分のうち「${cell}」が${n}行しかありません。--group と --post の列を確かめてください。`,
  'effect.panel-unbalanced': ({ complete, units }) =>
    `すべての時点がそろった単位が${units}のうち${complete}しかありません。欠けている時点を補うか、期間を短くしてください。`,
  'effect.panel-repeated': ({ unit, time }) =>
    `同じ単位（列「${unit}」）の同じ時点（列「${time}」）の行が2つ以上あります。1つにまとめてください。`,
  'effect.panel-no-comparison': () =>
    '比べられる単位（介入のない単位、またはまだ介入前の単位）がありません。--control not-yet を試すか、比較する単位を加えてください。',
  'effect.dose-few-values': ({ column }) =>
    `量の列「${column}」の値の種類が少なすぎて曲線を描けません。区分にして --categorical に入れるか、--method regression で比べてください。`,
  'effect.offset-needs-log': ({ family }) =>
    `--offset は分布「${family}」では使えません。--family を poisson か gamma にするか、--offset を外してください。`,
  'effect.rdd-few-rows': ({ left, right }) =>
    `基準値の下が${left}人、上が${right}人です。それぞれ20人以上が必要です。--cutoff を確かめてください。`,
  'effect.rdd-window': () =>
    '基準値の近くの人が少なすぎるか、値の種類が少なすぎて計算できません。--bandwidth を広げてください。',
  'effect.trial-many-arms': ({ column, levels }) =>
    `群の列「${column}」に${levels}種類あります。12群までにまとめてください。`,
  'effect.event-codes': ({ column }) =>
    `事象の列「${column}」は 0（なし）と1（あり）、競合する事象を含むときは 0・1・2 にしてください。`,
  'effect.events-too-few': ({ minimum }) =>
    `事象が${minimum}件に足りないため推定できません。期間を延ばすか対象を広げてください。`,
  'effect.time-not-positive': ({ column }) =>
    `追跡期間の列「${column}」に0以下の値があります。0日の人の扱いを決めて直してください。`,
  'effect.cox-collinear': ({ column }) =>
    `列「${column}」の内容がほかの列と重なっています。どちらかを外してください。`,
  'effect.cox-monotone': () =>
    '片方の区分で事象が1件も起きていないため、ハザード比が定まりません。区分をまとめるか、列を外してください。',
  'effect.cost-negative': ({ column }) =>
    `費用の列「${column}」に負の値があります。返戻・調整額を合算して0以上にしてください。`,
  'effect.cost-no-zero': ({ column }) =>
    `費用の列「${column}」に0円の人がいません。二部モデルではなく effect --family gamma --method gcomp を使ってください。`,
};

/** Cautions that travel with a result. */
const warnings: SentenceCatalogue = {
  'effect.treated-chosen': ({ term }) =>
    `介入群とみなしたのは「${term}」です。違うときは --treated で指定してください。`,
  'effect.term-constant': ({ term }) => `「${term}」は全員同じ値なのでモデルから外しました。`,
  'effect.term-collinear': ({ term }) => `「${term}」はほかの列から計算できるのでモデルから外しました。`,
  'effect.offset-log': ({ column }) => `列「${column}」を観察量とみなし、対数をとってオフセットにしました。`,
  'effect.offset-linear': ({ column }) =>
    `列「${column}」をそのまま線形予測子に加えました（対数はとっていません）。`,
  'effect.small-arm': ({ minimum }) =>
    `${minimum}人に満たない群があります。結果は不安定で、そのまま公表すると個人が推測されるおそれがあります。`,
  'effect.few-df': ({ minimum }) => `残差の自由度が${minimum}に足りません。列を減らしてください。`,
  'effect.many-covariates': ({ terms }) => `人数（または事象）に対してモデルの項（${terms}個）が多すぎます。`,
  'effect.few-events': ({ minimum }) => `事象が${minimum}件未満です。区間が広く、正規近似も粗くなります。`,
  'effect.follow-up-differs': ({ treated, control }) =>
    `アウトカムが欠測の割合が群で違います（介入群${treated}％、対照群${control}％）。追跡できた人だけの比較は偏ることがあります。`,
  'effect.overlap-poor': ({ percent }) =>
    `両群で似た人は${percent}％だけです（20％未満）。全員への効果は言えません。--estimand ato を検討してください。`,
  'effect.overlap-limited': ({ percent }) =>
    `両群で似た人は${percent}％です（50％未満）。推定対象を確かめ、--estimand ato の結果も見比べてください。`,
  'effect.overlap-unknown': () =>
    '介入の有無がほかの列でほぼ決まっており、両群の重なりを示せません。回帰の結果は似た人どうしの比較になっていないおそれがあります。',
  'effect.propensity-clipped': ({ people }) =>
    `傾向スコアが0.01未満または0.99超だった${people}人は、その限界の値にそろえました。両群の重なりを確かめてください。`,
  'effect.before-after': ({ change, expected }) =>
    `介入群の前後の変化（${change}）は効果の証拠になりません。介入がなくても、同じ値から始めた人は${expected}変わると見込まれます（平均への回帰など）。効果は比較群との差で読んでください。`,
  'effect.ess-low': ({ treated, control }) =>
    `重みづけ後の実質の人数が半分未満に減りました（介入群${treated}人分、対照群${control}人分）。少数の人の影響が大きい結果です。`,
  'effect.imbalance': ({ smd }) =>
    `調整後も共変量の差が残っています（標準化差の最大 ${smd}、目安0.1以下）。2乗の項や列の追加を検討してください。`,
  'effect.imbalance-large': ({ smd }) =>
    `調整後も共変量の大きな差が残っています（標準化差の最大 ${smd}、目安0.1以下）。この結果を効果とは言えません。`,
  'effect.unmatched': ({ unmatched, matched }) =>
    `${unmatched}人には似た相手が見つからず、${matched}組で比べました。結果はその${matched}組についてのものです。`,
  'effect.did-no-pretrend': () =>
    '介入前の時点が足りないため、介入前の動きが両群で同じだったかを確かめられません。もっと前の時点も示してください。',
  'effect.did-pretrend-differs': () =>
    '介入前から両群の動きが違っていました（p<0.05）。この差の差を効果とは言えません。比べる単位を見直すか、動きを左右する列で調整してください。',
  'effect.subgroup-reading': () =>
    '区分による違いは、区分ごとの区間が0を含むかどうかではなく、違いの検定（interaction）で読んでください。前もって決めていない区分の結果は参考です。',
  'effect.subgroup-missing': ({ column }) =>
    `列「${column}」には、人数が少ないなどで効果を示せない区分があります。`,
  'effect.trial-few-clusters': ({ clusters }) =>
    `割り付けた単位が${clusters}と少ないため、区間は単位の数に合わせて広げてあります（CR2、自由度を補正）。`,
  'effect.trial-imbalance': ({ smd }) =>
    `割り付け前の背景に大きな差があります（標準化差の最大 ${smd}）。くじの手順と名簿を確かめ、その列で調整してください。`,
  'effect.panel-cells-failed': ({ cells }) =>
    `${cells}個の「開始時期×時点」では、共変量だけで介入の有無が決まってしまうため推定を除きました。共変量を減らすか区分をまとめてください。`,
  'effect.few-clusters': ({ clusters }) =>
    `まとまりの数が${clusters}と少なく、標準誤差が小さめに出ることがあります。`,
  'effect.series-thin': ({ before, after }) =>
    `時点が少なめです（前${before}、後${after}）。前後それぞれ12時点以上あると季節と傾向を分けられます。`,
  'effect.its-lag-unstable': ({ lag }) =>
    `Newey–West のラグをデータから決められなかったため、時点数による目安（ラグ${lag}）を使いました。--lag を変えて結果が変わらないか確かめてください。`,
  'effect.rdd-thin': ({ left, right }) => `基準値の近くの人が少なめです（下${left}人、上${right}人）。`,
  'effect.rdd-density': () =>
    '基準値のところで人数が不自然に変わっています（密度検定 p<0.05）。値の丸めや選り分けがないか確かめてください。',
  'effect.rdd-covariate-jump': ({ columns }) =>
    `介入の前に測った列（${columns}）も基準値のところで変わっています。基準値の前後で人が選り分けられているおそれがあり、差を効果とは言えません。`,
  'effect.rdd-covariate-unknown': ({ columns }) =>
    `列（${columns}）は、値の種類や人数が少なく、基準値での飛びを確かめられませんでした。`,
  'effect.rdd-weak': () =>
    '基準値で介入を受ける割合があまり変わらないため、ファジーデザインの結果は不安定です。',
  'effect.dose-self-selected': () =>
    '量（ポイントや歩数）は本人が選んだものです。もともと元気な人ほど多いことがあるため、この関係だけでは効果と言えません。',
  'effect.dose-curved': () =>
    '量との関係は直線ではありません（p<0.05）。1単位あたりの値ではなく、曲線の各点で読んでください。',
  'effect.subdistribution-failed': () =>
    '部分分布ハザード比（Fine–Gray）は計算できませんでした（片方の群に事象がない、または内容の重なる列があります）。累積発生率で読んでください。',
  'effect.hazards-not-proportional': () =>
    'ハザード比が時間とともに変わっています（p<0.05）。境界内平均生存時間の差も示してください。',
};

/** Sentences of `effect` and the estimators behind it. */
export const statisticsSentences: SentenceCatalogue = { ...usage, ...file, ...data, ...designs, ...warnings };
