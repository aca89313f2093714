import type { StudyOutcome } from '../definition.ts';
import { studyVariable } from '../variables.ts';

/** A text of the study file as a string of R: nothing in it can end the string. */
export function rText(text: string): string {
  return JSON.stringify(text);
}

export const rTexts = (texts: readonly string[]): string => `c(${texts.map(rText).join(', ')})`;

/** Prints an estimate with its error in one line, the name first. */
export const SHOW =
  'show <- function(name, b) cat(name, "estimate", format(b[[1]], digits = 12), "se", format(b[[2]], digits = 12), "\\n")';

export const primaryOf = (outcomes: readonly StudyOutcome[]): StudyOutcome =>
  outcomes.find((outcome) => outcome.primary) ?? outcomes[0]!;

export const afterColumn = (outcome: StudyOutcome): string => `${outcome.variable}_after`;

const ofKind = (covariates: readonly string[], categorical: boolean): string =>
  covariates
    .filter((id) => (studyVariable(id).kind === 'categorical') === categorical)
    .map(rText)
    .join(', ');

/** The columns of the models: means and indicators for missing values, dummies of levels with 20 people or more. */
export function matrixLines(covariates: readonly string[]): string[] {
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
