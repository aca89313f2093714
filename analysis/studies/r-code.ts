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
      return [...missingLines(study.covariates), ...cohortLines(study)];
    case 'before_after_with_comparison':
      return differencesLines(study);
    case 'interrupted_time_series':
      return seriesLines(study);
    case 'regression_discontinuity':
      return discontinuityLines(study);
    case 'randomised':
      return [...missingLines(study.covariates), ...randomisedLines(study)];
    case 'time_to_event':
      return [...missingLines(study.covariates), ...survivalLines(study)];
    default:
      return [...missingLines(study.covariates), ...doseLines(study)];
  }
}

const primaryOf = (outcomes: readonly StudyOutcome[]): StudyOutcome =>
  outcomes.find((outcome) => outcome.primary) ?? outcomes[0]!;

const after = (outcome: StudyOutcome): string => `${outcome.variable}_after`;

const terms = (covariates: readonly string[]): string[] =>
  covariates.map((id) => (studyVariable(id).kind === 'categorical' ? `factor(${id})` : id));

const numeric = (covariates: readonly string[]): string[] =>
  covariates.filter((id) => studyVariable(id).kind !== 'categorical');

/** Missing-indicator method: the mean and a column that says so. */
function missingLines(covariates: readonly string[]): string[] {
  const names = numeric(covariates).map((id) => `"${id}"`);
  return [
    'missing <- character()',
    `for (v in c(${names.join(', ')})) if (anyNA(d[[v]])) {`,
    '  m <- paste0(v, "_missing"); d[[m]] <- as.numeric(is.na(d[[v]])); missing <- c(missing, m)',
    '  d[[v]][is.na(d[[v]])] <- mean(d[[v]], na.rm = TRUE)',
    '}',
    `x <- paste(c(${terms(covariates)
      .map((term) => `"${term}"`)
      .join(', ')}, missing), collapse = " + ")`,
  ];
}

function cohortLines(study: CohortStudy): string[] {
  const outcome = primaryOf(study.outcomes);
  const y = after(outcome);
  const cut = study.truncate > 0 ? [`w <- trim(w, at = ${1 - study.truncate}, lower = TRUE)`] : [];
  return [
    'library(WeightIt); library(cobalt)',
    `d <- d[!is.na(d$${y}), ]`,
    `w <- weightit(as.formula(paste("exposed ~", x)), data = d, method = "glm", estimand = "${study.estimand}")`,
    ...cut,
    'bal.tab(w, stats = c("m", "v", "ks"), un = TRUE, thresholds = c(m = 0.1))',
    '# 傾向スコアの推定を含む標準誤差（M推定）、同じ人はまとめる',
    `fit <- lm_weightit(${y} ~ exposed, data = d, weightit = w, cluster = ~ person)`,
    'summary(fit, ci = TRUE)',
    ...(study.method === 'aipw' ? aipwLines(study, y) : []),
  ];
}

/** The doubly robust estimate and its influence-function error, clustered by person. */
function aipwLines({ estimand }: CohortStudy, y: string): string[] {
  const shared = [
    '# 二重頑健推定（AIPW）',
    `m <- lm(as.formula(paste("${y} ~", x, "+ exposed")), data = d)`,
    'm1 <- predict(m, transform(d, exposed = 1)); m0 <- predict(m, transform(d, exposed = 0))',
    `z <- d$exposed; e <- w$ps; y <- d$${y}`,
  ];
  const weights: Readonly<Record<string, readonly [string, string]>> = {
    ATT: ['z', 'z * 1 - (1 - z) * e / (1 - e)'],
    ATC: ['1 - z', 'z * (1 - e) / e - (1 - z)'],
    ATE: ['rep(1, nrow(d))', 'z / e - (1 - z) / (1 - e)'],
  };
  const [target, residual] = weights[estimand] ?? weights.ATE!;
  return [
    ...shared,
    `target <- ${target}; psi <- target * (m1 - m0) + (${residual}) * (y - ifelse(z == 1, m1, m0))`,
    'estimate <- sum(psi) / sum(target); phi <- rowsum((psi - target * estimate) / sum(target), d$person)',
    'c(estimate = estimate, se = sqrt(sum(phi^2)))',
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
    `coeftest(fit, vcov = NeweyWest(fit, lag = ${study.lag}, prewhite = FALSE, adjust = TRUE))["level", ]`,
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
  if (allocation.unit === 'factorial') {
    const made = allocation.factors.map(
      ({ id, arms }) => `d$${id} <- as.numeric(d$arm %in% c(${arms.map((arm) => `"${arm}"`).join(', ')}))`,
    );
    const ids = allocation.factors.map(({ id }) => id).join(' + ');
    return [
      'library(sandwich); library(lmtest)',
      ...made,
      `fit <- lm(as.formula(paste("${y} ~ ${ids} +", x)), data = d)`,
      'coeftest(fit, vcov = vcovHC(fit, type = "HC2"))',
    ];
  }
  const fixed = allocation.unit === 'stepped_wedge' ? ' + factor(trial_year) + factor(district)' : '';
  const errors =
    allocation.unit === 'person'
      ? ['coeftest(fit, vcov = vcovHC(fit, type = "HC2"))']
      : [
          'coeftest(fit, vcov = vcovCL(fit, cluster = ~ district, type = "HC1"), df = length(unique(d$district)) - 2)',
        ];
  return [
    'library(sandwich); library(lmtest)',
    `fit <- lm(as.formula(paste("${y} ~ exposed${fixed} +", x)), data = d)`,
    ...errors,
  ];
}

function survivalLines(study: StudyOf<'time_to_event'>): string[] {
  return [
    '# 1行が1人の追跡：time（か月）, cause（0 打ち切り・1 発生・2 死亡）, exposed, person',
    'library(WeightIt); library(survival)',
    `w <- weightit(as.formula(paste("exposed ~", x)), data = d, method = "glm", estimand = "${study.estimand}"${study.estimand === 'ATE' ? ', stabilize = TRUE' : ''})`,
    '# 人ごとにまとめた頑健標準誤差',
    'coxph(Surv(time, cause == 1) ~ exposed, data = d, weights = w$weights, cluster = person, ties = "efron")',
    '# 死亡を競合とした累積発生率の疑似値',
    'fit <- survfit(Surv(time, factor(cause, 0:2)) ~ 1, data = d)',
    `d$pseudo <- 100 * pseudo(fit, times = ${study.horizonMonths}, type = "pstate")[, 1]`,
    'summary(lm_weightit(pseudo ~ exposed, data = d, weightit = w, cluster = ~ person), ci = TRUE)',
  ];
}

function doseLines(study: StudyOf<'dose_response'>): string[] {
  const y = after(primaryOf(study.outcomes));
  return [
    'library(sandwich); library(lmtest); library(rms)',
    `d <- d[!is.na(d$${y}) & !is.na(d$dose), ]`,
    `line <- lm(as.formula(paste("${y} ~ dose +", x)), data = d)`,
    'coeftest(line, vcov = vcovHC(line, type = "HC0"))["dose", ]',
    `curve <- lm(as.formula(paste("${y} ~ rcs(dose, quantile(dose, if (nrow(d) >= 1000) c(.05, .35, .65, .95) else c(.1, .5, .9))) +", x)), data = d)`,
    `# 量 ${study.dose.at.join(', ')} での差は predict(curve, ...) の差`,
  ];
}
