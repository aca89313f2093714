import type { StudyOf } from '../definition.ts';
import { afterColumn, matrixLines, primaryOf, rText, rTexts } from './columns.ts';

/** As drawn: least squares with the error of the allocation. */
export function randomisedLines(study: StudyOf<'randomised'>): string[] {
  const y = afterColumn(primaryOf(study.outcomes));
  const { allocation } = study;
  const factors =
    allocation.unit === 'factorial'
      ? allocation.factors.map(({ id, arms }) => `${rText(id)} = as.numeric(d$arm %in% ${rTexts(arms)})`)
      : ['exposed = d$exposed'];
  const wedge = allocation.unit === 'stepped_wedge';
  const covariates = wedge ? study.covariates.filter((id) => id !== 'year') : study.covariates;
  return [
    'library(sandwich)',
    `d <- d[!is.na(d$${y}), ]`,
    ...matrixLines(covariates),
    `Z <- cbind(${factors.join(', ')})`,
    `fit <- lm(d$${y} ~ Z + X[, -1]${wedge ? ' + factor(d$trial_year) + factor(d$district)' : ''})`,
    ...errorLines(allocation.unit),
    'for (j in seq_len(ncol(Z))) show(colnames(Z)[j], c(coef(fit)[[j + 1]], sqrt(V[j + 1, j + 1])))',
  ];
}

function errorLines(unit: StudyOf<'randomised'>['allocation']['unit']): string[] {
  if (unit === 'district' || unit === 'stepped_wedge') {
    return [
      'V <- vcovCL(fit, cluster = d$district, type = "HC1")',
      '# 区間は自由度（地区数−2）のt分布による',
      'cat("df", length(unique(d$district)) - 2, "\\n")',
    ];
  }
  return [
    '# 同じ人が複数の年度に入るときは人ごとにまとめる',
    'V <- if (anyDuplicated(d$person)) vcovCL(fit, cluster = d$person, type = "HC1") else vcovHC(fit, type = "HC2")',
  ];
}

/** A line, and a restricted cubic spline (Harrell 2015) read at the doses of the file. */
export function doseLines(study: StudyOf<'dose_response'>): string[] {
  const y = afterColumn(primaryOf(study.outcomes));
  const { at } = study.dose;
  const step = at[1]! - at[0]!;
  return [
    'library(sandwich)',
    '# 区間は残差の自由度のt分布による',
    `d <- d[!is.na(d$${y}) & !is.na(d$dose), ]`,
    ...matrixLines(study.covariates),
    `line <- lm(d$${y} ~ d$dose + X[, -1]); V <- vcovHC(line, type = "HC2")`,
    `show("line", ${step} * c(coef(line)[[2]], sqrt(V[2, 2])))`,
    '# 制限3次スプライン：節点は量の分位',
    'knots <- unique(quantile(d$dose, if (nrow(d) >= 1000) c(.05, .35, .65, .95) else c(.1, .5, .9)))',
    'k <- length(knots); cube <- function(v) pmax(v, 0)^3',
    'basis <- function(x) cbind(x, sapply(knots[seq_len(k - 2)], function(t) (cube(x - t) - (cube(x - knots[k - 1]) * (knots[k] - t) -',
    '  cube(x - knots[k]) * (knots[k - 1] - t)) / (knots[k] - knots[k - 1])) / (knots[k] - knots[1])^2))',
    `B <- basis(d$dose); curve <- lm(d$${y} ~ B + X[, -1]); V <- vcovHC(curve, type = "HC2"); j <- 1 + seq_len(ncol(B))`,
    `at <- c(${at.join(', ')}); P <- basis(at); for (i in seq_along(at)[-1]) { a <- P[i, ] - P[1, ]`,
    '  show(paste0("dose", at[i]), c(sum(a * coef(curve)[j]), sqrt(drop(a %*% V[j, j] %*% a)))) }',
  ];
}
