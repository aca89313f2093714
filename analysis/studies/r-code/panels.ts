import type { StudyOf } from '../definition.ts';
import { afterColumn, primaryOf } from './columns.ts';

/** Effects by starting year and year (Callaway & Sant'Anna 2021) in plain R; `did::att_gt` gives the same. */
export function differencesLines(study: StudyOf<'before_after_with_comparison'>): string[] {
  const { variable } = primaryOf(study.outcomes);
  const early = study.anticipationYears === 0 ? '' : ` + ${study.anticipationYears}`;
  const others = study.comparison === 'never' ? 'is.infinite(g)' : `g > max(t, base)${early} & !z`;
  return [
    `periods <- c(${study.panel.join(', ')}); d <- d[d$year %in% periods & !is.na(d$${variable}), ]`,
    `d$start[is.na(d$start) | d$start > max(periods)] <- Inf; d <- d[d$start > periods[1]${early}, ]`,
    '# すべての年度で測られた人だけ',
    `Y <- tapply(d$${variable}, list(d$person, factor(d$year, periods)), mean); Y <- Y[rowSums(is.na(Y)) == 0, ]`,
    'g <- as.vector(tapply(d$start, d$person, min)[rownames(Y)]); n <- nrow(Y); cells <- list()',
    'for (start in sort(unique(g[is.finite(g)]))) for (t in periods[-1]) {',
    `  base <- max(periods[periods${early} < (if (t >= start) start else t${early})]); z <- g == start`,
    `  other <- ${others}; if (!any(other)) next`,
    '  dy <- Y[, as.character(t)] - Y[, as.character(base)]; own <- mean(dy[z]); control <- mean(dy[other])',
    '  cells[[length(cells) + 1]] <- list(start = start, since = sum(periods <= t) - sum(periods < start) - 1, estimate = own - control,',
    '    phi = z * (dy - own) / sum(z) - other * (dy - control) / sum(other)) }',
    '# 始めた人数で重みをつけた平均（割合の推定も標準誤差に入れる）',
    'average <- function(use) {',
    '  p <- sapply(use, function(u) mean(g == u$start)); b <- sapply(use, function(u) u$estimate); all <- sum(p * b) / sum(p)',
    '  phi <- sapply(seq_along(use), function(i) (p[i] * use[[i]]$phi + ((g == use[[i]]$start) - p[i]) / n * (b[i] - all)) / sum(p))',
    '  c(all, sqrt(sum(rowSums(phi)^2))) }',
    'since <- sapply(cells, function(u) u$since)',
    'show("difference", average(cells[since >= 0]))',
    '# 開始からの年ごとの差（開始前は0に近いはず）',
    'for (k in sort(unique(since))) show(paste0("year", k), average(cells[since == k]))',
  ];
}

export function seriesLines(study: StudyOf<'interrupted_time_series'>): string[] {
  const waves = Array.from({ length: study.harmonics }, (_, i) => i + 1);
  const season = [
    ...waves.map((h) => `sin(2 * pi * ${h} * month / 12)`),
    ...waves.map((h) => `cos(2 * pi * ${h} * month / 12)`),
  ];
  const added = ['level', ...(study.slopeChange ? ['slope'] : [])];
  const right = [...added, 'month', ...season, 'offset(log(persons))'].join(' + ');
  return [
    'library(sandwich)',
    'last <- max(d$month[which(d$level == 0)]); d$slope <- (d$month - last) * d$level; d <- d[!is.na(d$level), ]',
    `fit <- glm(events ~ ${right}, family = quasipoisson, data = d, control = list(epsilon = 1e-12))`,
    ...(study.family === 'negbin'
      ? [
          '# ばらつきがポアソン分布より大きいときだけ負の二項分布',
          `if (summary(fit)$dispersion > 1) fit <- MASS::glm.nb(events ~ ${right}, data = d, control = glm.control(epsilon = 1e-12, maxit = 100))`,
        ]
      : []),
    `V <- NeweyWest(fit, lag = ${study.lag}, prewhite = FALSE, adjust = TRUE)`,
    '# 月数が少ないと小さく出すぎるため、モデルによる分散のほうが大きければそちらを使う',
    'M <- vcov(fit); if (M["level", "level"] > V["level", "level"]) V <- M',
    'show("log_level", c(coef(fit)[["level"]], sqrt(V["level", "level"])))',
    '# 開始後の件数の合計と、開始前の傾向が続いた場合の見込みとの差',
    `X <- model.matrix(fit); off <- c(${added.map((name) => `"${name}"`).join(', ')}); Z <- X; Z[, off] <- 0`,
    'expected <- as.vector(exp(Z %*% coef(fit)) * d$persons); k <- d$level == 1; a <- colSums(expected[k] * Z[k, ])',
    'show("averted", c(sum(d$events[k]) - sum(expected[k]), sqrt(drop(a %*% V %*% a))))',
  ];
}

/** The estimator of Calonico, Cattaneo & Titiunik (2014) as their package `rdrobust` has it. */
export function discontinuityLines(study: StudyOf<'regression_discontinuity'>): string[] {
  const outcome = primaryOf(study.outcomes);
  const [after, before] = [`d$${afterColumn(outcome)}`, `d$${outcome.variable}_before`];
  const below = study.offered === 'below';
  return [
    'library(rdrobust)',
    below
      ? `x <- ${study.cutoff} - d$running; x[which(x == 0)] <- -1e-9`
      : `x <- d$running - ${study.cutoff}`,
    `y <- ${study.change ? `if (mean(!is.na(${before})) >= 0.8) ${after} - ${before} else ${after}` : after}`,
    '# 1人1回（最初の年度）',
    `k <- which(!is.na(x) & abs(x) >= ${study.donut}); k <- k[!duplicated(d$person[k])]; k <- k[!is.na(y[k])]`,
    `fit <- rdrobust(y[k], x[k], p = 1, kernel = "triangular"${bandwidthOf(study)}${study.exposure ? ', fuzzy = d$exposed[k]' : ''})`,
    'show("difference", c(fit$coef[3], fit$se[3])) # 偏り補正と頑健な標準誤差',
    'show("conventional", c(fit$coef[1], fit$se[1]))',
  ];
}

function bandwidthOf({ bandwidth }: StudyOf<'regression_discontinuity'>): string {
  return bandwidth === undefined ? ', bwselect = "mserd"' : `, h = ${bandwidth}, b = ${bandwidth}`;
}
