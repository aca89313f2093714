import type { CohortStudy, StudyDefinition, StudyOf, StudyOutcome } from './definition.ts';
import { studyVariable } from './variables.ts';

/**
 * An R script that repeats the main estimate on a table of the same shape: one row a person (or month). It holds
 * names of columns and settings of the study file, no data.
 */
export function studyCode(study: StudyDefinition): string {
  const [first, ...rest] = [
    `# ${study.title}`,
    `# 研究計画 ${study.id}（${study.format}）を R で再現する手順。データは含みません。`,
    '# data.csv の列名は下の式のとおり。1行が1人1年度（時系列は1か月）。',
    'd <- read.csv("data.csv", fileEncoding = "UTF-8")',
    ...linesOf(study),
  ];
  return `${[first, ...rest].join('\n')}\n`;
}

function linesOf(study: StudyDefinition): string[] {
  switch (study.design) {
    case 'cohort_with_comparison':
      return cohortLines(study);
    case 'before_after_with_comparison':
      return differencesLines(study);
    case 'interrupted_time_series':
      return seriesLines(study);
    case 'regression_discontinuity':
      return discontinuityLines(study);
    case 'randomised':
      return randomisedLines(study);
    case 'time_to_event':
      return survivalLines(study);
    default:
      return doseLines(study);
  }
}

const primaryOf = (outcomes: readonly StudyOutcome[]): StudyOutcome =>
  outcomes.find((outcome) => outcome.primary) ?? outcomes[0]!;

const after = (outcome: StudyOutcome): string => `${outcome.variable}_after`;

const ofKind = (covariates: readonly string[], categorical: boolean): string =>
  covariates
    .filter((id) => (studyVariable(id).kind === 'categorical') === categorical)
    .map((id) => `"${id}"`)
    .join(', ');

/** The columns of the models: means and indicators for missing values, dummies of levels with 20 people or more. */
function matrixLines(covariates: readonly string[]): string[] {
  return [
    'columns <- list()',
    `for (v in c(${ofKind(covariates, false)})) {`,
    '  m <- is.na(d[[v]]); columns[[v]] <- ifelse(m, mean(d[[v]], na.rm = TRUE), d[[v]])',
    '  if (sum(m) >= 20 && sum(!m) >= 20) columns[[paste0(v, "_missing")]] <- as.numeric(m)',
    '}',
    `for (v in c(${ofKind(covariates, true)})) {`,
    '  n <- sort(table(d[[v]]), decreasing = TRUE); n <- n[n >= 20]',
    '  for (l in names(n)[-1]) columns[[paste(v, l)]] <- as.numeric(d[[v]] == l)',
    '}',
    'X <- cbind(1, do.call(cbind, columns)); q <- qr(X); X <- X[, sort(q$pivot[seq_len(q$rank)])]',
  ];
}

const WEIGHTS: Readonly<Record<CohortStudy['estimand'], readonly [weight: string, slope: string]>> = {
  ATE: ['ifelse(z == 1, 1 / e, 1 / (1 - e))', 'ifelse(z == 1, -(1 - e) / e, e / (1 - e))'],
  ATT: ['ifelse(z == 1, 1, e / (1 - e))', 'ifelse(z == 1, 0, e / (1 - e))'],
  ATC: ['ifelse(z == 1, (1 - e) / e, 1)', 'ifelse(z == 1, -(1 - e) / e, 0)'],
  ATO: ['ifelse(z == 1, 1 - e, e)', 'ifelse(z == 1, -1, 1) * e * (1 - e)'],
  ATM: [
    'ifelse(z == 1, pmin(e, 1 - e) / e, pmin(e, 1 - e) / (1 - e))',
    'ifelse(z == 1, ifelse(e < 0.5, 0, -(1 - e) / e), ifelse(e < 0.5, e / (1 - e), 0))',
  ],
};

/** Propensity score and weights. */
function weightLines({ estimand, truncate }: Pick<CohortStudy, 'estimand' | 'truncate'>): string[] {
  const [weight, slope] = WEIGHTS[estimand];
  return [
    'z <- d$exposed; e <- glm.fit(X, z, family = binomial(), control = list(epsilon = 1e-12))$fitted.values',
    `w <- ${weight}; slope <- ${slope}`,
    ...(truncate > 0
      ? [
          `cut <- quantile(w, c(${truncate}, ${1 - truncate})); slope[w < cut[1] | w > cut[2]] <- 0; w <- pmin(pmax(w, cut[1]), cut[2])`,
        ]
      : []),
    '# 標準化差（調整後）：差を調整前の標準偏差で割る',
    'smd <- function(x) (weighted.mean(x[z == 1], w[z == 1]) - weighted.mean(x[z == 0], w[z == 0])) / sd(x[z == 1])',
  ];
}

/** Weighted difference with the error that counts the estimated propensity (Lunceford & Davidian 2004). */
const IPTW_LINES = [
  '# 同じ人の複数の行をまとめ、人数の補正 G/(G-1) をかける',
  'byPerson <- function(phi) { s <- rowsum(phi, d$person); sqrt(length(s) / (length(s) - 1) * sum(s^2)) }',
  'iptw <- function(y) {',
  '  mu <- sapply(1:0, function(g) weighted.mean(y[z == g], w[z == g])); s <- sapply(1:0, function(g) sum(w[z == g]))',
  '  r <- ifelse(z == 1, (y - mu[1]) / s[1], -(y - mu[2]) / s[2])',
  '  phi <- w * r + (z - e) * X %*% solve(crossprod(X, X * e * (1 - e)), colSums(X * slope * r))',
  '  c(estimate = mu[1] - mu[2], se = byPerson(as.vector(phi)))',
  '}',
];

function cohortLines(study: CohortStudy): string[] {
  const y = after(primaryOf(study.outcomes));
  return [
    `d <- d[!is.na(d$${y}), ]`,
    ...matrixLines(study.covariates),
    ...weightLines(study),
    ...IPTW_LINES,
    `y <- d$${y}`,
    ...(study.method === 'aipw' ? aipwLines(study) : ['print(iptw(y), digits = 12)']),
  ];
}

/** The doubly robust estimate and its influence-function error, clustered by person. */
function aipwLines({ estimand }: CohortStudy): string[] {
  const target = { ATT: 'z', ATC: '1 - z' }[estimand as string] ?? 'rep(1, length(z))';
  return [
    '# 二重頑健推定（AIPW）：回帰の予測に、重みつき残差を足す',
    'b <- lm.fit(cbind(X, z), y)$coefficients; m0 <- as.vector(X %*% b[seq_len(ncol(X))]); tau <- b[length(b)]',
    `t <- ${target}; v <- function(g) t * (m0 + tau * g) + (z == g) * w * (y - m0 - tau * g)`,
    'mu <- c(sum(v(1)), sum(v(0))) / sum(t); phi <- (v(1) - t * mu[1] - v(0) + t * mu[2]) / sum(t)',
    'print(c(estimate = mu[1] - mu[2], se = byPerson(phi)), digits = 12)',
  ];
}

function differencesLines(study: StudyOf<'before_after_with_comparison'>): string[] {
  const outcome = primaryOf(study.outcomes);
  const control = study.comparison === 'never' ? 'nevertreated' : 'notyettreated';
  return [
    '# 1行が1人1年度：person, year, start（始めた年度、なければ0）, 結果',
    'library(did)',
    `d <- d[d$year %in% c(${study.panel.join(', ')}), ]`,
    `gt <- att_gt(yname = "${outcome.variable}", tname = "year", idname = "person", gname = "start",`,
    `  data = d, control_group = "${control}", bstrap = FALSE, cband = FALSE, panel = TRUE)`,
    'summary(aggte(gt, type = "simple"))',
    'summary(aggte(gt, type = "dynamic")) # 開始前の差は0に近いはず',
  ];
}

function seriesLines(study: StudyOf<'interrupted_time_series'>): string[] {
  const waves = Array.from({ length: study.harmonics }, (_, i) => i + 1);
  const season = [
    ...waves.map((h) => `sin(2 * pi * ${h} * month / 12)`),
    ...waves.map((h) => `cos(2 * pi * ${h} * month / 12)`),
  ];
  const right = ['level', 'month', ...season, ...(study.slopeChange ? ['slope'] : [])].join(' + ');
  return [
    '# 1行が1か月：month（1から）, events, persons, level（開始後1）',
    ...(study.slopeChange ? ['d$slope <- pmax(0, d$month - max(d$month[d$level == 0])) * d$level'] : []),
    'library(sandwich); library(lmtest)',
    study.family === 'negbin'
      ? `fit <- MASS::glm.nb(events ~ ${right} + offset(log(persons)), data = d)`
      : `fit <- glm(events ~ ${right} + offset(log(persons)), family = quasipoisson, data = d)`,
    `print(coeftest(fit, vcov. = NeweyWest(fit, lag = ${study.lag}, prewhite = FALSE, adjust = TRUE))["level", ], digits = 12)`,
  ];
}

function discontinuityLines(study: StudyOf<'regression_discontinuity'>): string[] {
  const outcome = primaryOf(study.outcomes);
  const sign = study.offered === 'at_or_above' ? '' : '-';
  const fuzzy = study.exposure ? ', fuzzy = d$exposed' : '';
  const bandwidth = study.bandwidth === undefined ? '' : `, h = ${study.bandwidth}, b = ${study.bandwidth}`;
  return [
    'library(rdrobust)',
    `x <- ${sign}(d$${study.running} - ${study.cutoff})`,
    ...(study.donut > 0 ? [`d <- d[abs(x) >= ${study.donut}, ]; x <- x[abs(x) >= ${study.donut}]`] : []),
    `summary(rdrobust(d$${after(outcome)}, x, c = 0, p = 1, kernel = "triangular", bwselect = "mserd"${fuzzy}${bandwidth}))`,
  ];
}

function randomisedLines(study: StudyOf<'randomised'>): string[] {
  const y = after(primaryOf(study.outcomes));
  const { allocation } = study;
  const factors =
    allocation.unit === 'factorial'
      ? allocation.factors.map(
          ({ id, arms }) => `${id} = as.numeric(d$arm %in% c(${arms.map((arm) => `"${arm}"`).join(', ')}))`,
        )
      : ['exposed = d$exposed'];
  const fixed = allocation.unit === 'stepped_wedge' ? ' + factor(d$trial_year) + factor(d$district)' : '';
  const byDistrict = allocation.unit === 'district' || allocation.unit === 'stepped_wedge';
  return [
    'library(sandwich); library(lmtest)',
    `d <- d[!is.na(d$${y}), ]`,
    ...matrixLines(study.covariates),
    `Z <- cbind(${factors.join(', ')})`,
    `fit <- lm(d$${y} ~ Z + X[, -1]${fixed})`,
    byDistrict
      ? 'V <- vcovCL(fit, cluster = d$district, type = "HC1"); df <- length(unique(d$district)) - 2'
      : 'V <- vcovHC(fit, type = "HC2"); df <- Inf',
    'print(coeftest(fit, vcov. = V, df = df)[seq_len(ncol(Z)) + 1, ], digits = 12)',
  ];
}

function survivalLines(study: StudyOf<'time_to_event'>): string[] {
  return [
    '# 1行が1人の追跡：time（か月）, cause（0 打ち切り・1 発生・2 死亡）, exposed, person',
    'library(survival)',
    ...matrixLines(study.covariates),
    ...weightLines(study),
    ...IPTW_LINES,
    ...(study.estimand === 'ATE' ? ['w <- w * ifelse(z == 1, mean(z), 1 - mean(z))'] : []),
    '# ハザード比：人ごとにまとめた頑健標準誤差',
    'cox <- coxph(Surv(time, cause == 1) ~ exposed, data = d, weights = w, cluster = person, ties = "efron")',
    'print(summary(cox)$coefficients, digits = 12)',
    '# 死亡を競合とした累積発生率の疑似値（％）',
    'theta <- function(k) { s <- survfit(Surv(time, factor(cause, 0:2)) ~ 1, data = d[k, ])',
    `  summary(s, times = ${study.horizonMonths}, extend = TRUE)$pstate[1, 2] }`,
    'n <- nrow(d); one <- theta(seq_len(n)); key <- paste(d$time, d$cause)',
    'without <- sapply(match(unique(key), key), function(i) theta(-i))',
    'print(iptw(100 * (n * one - (n - 1) * without[match(key, unique(key))])), digits = 12)',
  ];
}

function doseLines(study: StudyOf<'dose_response'>): string[] {
  const y = after(primaryOf(study.outcomes));
  const step = study.dose.at[1]! - study.dose.at[0]!;
  return [
    'library(sandwich); library(lmtest)',
    `d <- d[!is.na(d$${y}) & !is.na(d$dose), ]`,
    ...matrixLines(study.covariates),
    `line <- lm(d$${y} ~ d$dose + X[, -1]); V <- vcovHC(line, type = "HC0")`,
    `print(c(estimate = ${step} * coef(line)[[2]], se = ${step} * sqrt(V[2, 2])), digits = 12)`,
    '# 曲線：節点の分位で制限3次スプライン（Harrell）を dose の列に加える',
  ];
}
