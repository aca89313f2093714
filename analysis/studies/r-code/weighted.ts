import type { CohortStudy, StudyOf } from '../definition.ts';
import { afterColumn, matrixLines, primaryOf } from './columns.ts';

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
export function weightLines({ estimand, truncate }: Pick<CohortStudy, 'estimand' | 'truncate'>): string[] {
  const [weight, slope] = WEIGHTS[estimand];
  return [
    'z <- d$exposed; e <- glm.fit(X, z, family = binomial(), control = list(epsilon = 1e-12))$fitted.values',
    `w <- ${weight}; slope <- ${slope}`,
    ...(truncate > 0
      ? [
          `cut <- quantile(w, c(${truncate}, ${1 - truncate})); slope[w < cut[1] | w > cut[2]] <- 0; w <- pmin(pmax(w, cut[1]), cut[2])`,
        ]
      : []),
    ...balanceLines(estimand),
  ];
}

const YARDSTICKS: Readonly<Record<CohortStudy['estimand'], string>> = {
  ATE: '(v(x[z == 1]) + v(x[z == 0])) / 2',
  ATT: 'v(x[z == 1])',
  ATC: 'v(x[z == 0])',
  ATO: 'v(x, w)',
  ATM: 'v(x, w)',
};

/** Standardised differences after weighting, by the yardstick of the estimand (as the product's balance table). */
function balanceLines(estimand: CohortStudy['estimand']): string[] {
  return [
    '# 標準化差（調整後）の最大',
    'v <- function(x, w = rep(1, length(x))) { m <- weighted.mean(x, w)',
    '  if (all(x %in% 0:1)) m * (1 - m) else sum(w * (x - m)^2) * sum(w) / (sum(w)^2 - sum(w^2)) }',
    `smd <- function(x) (weighted.mean(x[z == 1], w[z == 1]) - weighted.mean(x[z == 0], w[z == 0])) / sqrt(${YARDSTICKS[estimand]})`,
    'cat("balance", format(max(abs(apply(X[, -1, drop = FALSE], 2, smd))), digits = 12), "\\n")',
  ];
}

/** Weighted difference with the error that counts the estimated propensity (Lunceford & Davidian 2004). */
export const IPTW_LINES = [
  '# 同じ人の複数の行をまとめ、人数の補正 G/(G-1) をかける',
  'byPerson <- function(phi) { s <- rowsum(phi, d$person); sqrt(length(s) / (length(s) - 1) * sum(s^2)) }',
  'iptw <- function(y) {',
  '  mu <- sapply(1:0, function(g) weighted.mean(y[z == g], w[z == g])); s <- sapply(1:0, function(g) sum(w[z == g]))',
  '  r <- ifelse(z == 1, (y - mu[1]) / s[1], -(y - mu[2]) / s[2])',
  '  phi <- w * r + (z - e) * X %*% solve(crossprod(X, X * e * (1 - e)), colSums(X * slope * r))',
  '  c(mu[1] - mu[2], byPerson(as.vector(phi)))',
  '}',
];

export function cohortLines(study: CohortStudy): string[] {
  const y = afterColumn(primaryOf(study.outcomes));
  return [
    `d <- d[!is.na(d$${y}), ]`,
    ...matrixLines(study.covariates),
    ...weightLines(study),
    ...IPTW_LINES,
    `y <- d$${y}`,
    ...(study.method === 'aipw' ? aipwLines(study) : ['show("difference", iptw(y))']),
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
    'show("difference", c(mu[1] - mu[2], byPerson(phi)))',
  ];
}

export function survivalLines(study: StudyOf<'time_to_event'>): string[] {
  return [
    'library(survival)',
    ...matrixLines(study.covariates),
    ...weightLines(study),
    ...IPTW_LINES,
    '# 死亡を競合とした累積発生率（％）と失われた期間（月）の、群ごとの疑似値',
    'theta <- function(k) { s <- survfit(Surv(time, factor(cause, 0:2)) ~ 1, data = d[k, ])',
    `  at <- function(t) summary(s, times = t, extend = TRUE)$pstate[, 2]; end <- ${study.horizonMonths}`,
    '  t <- c(0, s$time[s$time < end], end); c(at(end), sum(at(t[-length(t)]) * diff(t))) }',
    'pseudo <- matrix(NA, 2, nrow(d))',
    'for (g in 0:1) { k <- which(d$exposed == g); n <- length(k); key <- paste(format(d$time[k], digits = 15), d$cause[k])',
    '  without <- sapply(match(unique(key), key), function(i) theta(k[-i]))',
    '  pseudo[, k] <- n * theta(k) - (n - 1) * without[, match(key, unique(key))] }',
    'show("incidence", iptw(100 * pseudo[1, ])); show("time_lost", iptw(pseudo[2, ]))',
    '# ハザード比：人ごとにまとめた頑健標準誤差（対数）',
    ...(study.estimand === 'ATE' ? ['w <- w * ifelse(z == 1, mean(z), 1 - mean(z))'] : []),
    'cox <- coxph(Surv(time, cause == 1) ~ exposed, data = d, weights = w, cluster = person, ties = "efron")',
    'show("log_hazard", c(coef(cox), sqrt(vcov(cox))))',
  ];
}
