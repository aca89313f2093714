import type { StudyDefinition } from './definition.ts';

/** The estimating formula of a design in one or two lines, with its source. */
export function studyFormula(study: StudyDefinition): string[] {
  switch (study.design) {
    case 'cohort_with_comparison':
    case 'time_to_event':
      return [
        `傾向スコア e = P(参加｜背景) = 1 / (1 + exp(−xβ))、重み（${study.estimand}）：${WEIGHTS[study.estimand]}`,
        ...(study.design === 'time_to_event'
          ? [
              '疑似値 = n θ − (n − 1) θ₍₋ᵢ₎（θ は群ごとの、死亡を競合とする累積発生率、Aalen–Johansen。後から始めた人は始めた日で打ち切り）。差 = Σ w Y（参加）／Σ w − Σ w Y（非参加）／Σ w',
              'ハザード比 = exp(γ)、h(t) = h₀(t) exp(γ 参加)、重みつき部分尤度（Efron）、頑健分散（Lin & Wei 1989）',
            ]
          : [
              study.method === 'aipw'
                ? `差 = 平均〔目標の人での m₁ − m₀ ＋ 重み ×（Y − m）〕（AIPW、Robins ほか 1994）`
                : '差 = Σ w Y（参加）／Σ w − Σ w Y（非参加）／Σ w（Hájek）',
              '標準誤差 = √Σ φ²（φ は傾向スコアの推定を含む影響関数を人ごとに足したもの、Lunceford & Davidian 2004）',
            ]),
      ];
    case 'before_after_with_comparison':
      return [
        'ATT(g, t) = E〔Y_t − Y_{g−1}｜g に開始〕 − E〔Y_t − Y_{g−1}｜比較〕。全体の差は始めた人数で重みをつけた平均（Callaway & Sant’Anna 2021）',
      ];
    case 'interrupted_time_series':
      return [
        `log E〔件数〕= log 人口 ＋ β₀ ＋ β₁ 月 ＋ 季節（sin, cos ${study.harmonics}組）＋ β₂ 開始後${study.slopeChange ? ' ＋ β₃ 開始からの月' : ''}。水準の変化 = exp(β₂)（Bernal ほか 2017）`,
      ];
    case 'regression_discontinuity':
      return [
        `差 = lim（基準値の対象側）E〔Y｜x〕 − lim（反対側）E〔Y｜x〕${study.exposure ? '、これを参加割合の段差で割る' : ''}。局所線形、三角カーネル、偏り補正（Calonico ほか 2014）`,
      ];
    case 'randomised':
      return ['Y = α ＋ τ 割り付け ＋ 背景 ＋ 誤差。τ が割り付けどおりの差（ITT）'];
    default:
      return ['Y = α ＋ f(量) ＋ 背景 ＋ 誤差。f は直線、または制限3次スプライン（Harrell 2015）'];
  }
}

const WEIGHTS = {
  ATE: '参加 1/e、非参加 1/(1−e)',
  ATT: '参加 1、非参加 e/(1−e)',
  ATC: '参加 (1−e)/e、非参加 1',
  ATO: '参加 1−e、非参加 e',
  ATM: '参加 min(e,1−e)/e、非参加 min(e,1−e)/(1−e)',
} as const;
