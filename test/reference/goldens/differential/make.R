# Makes tables of several shapes and cases.json: arguments of `effect` and the numbers R gives for them.
# Rscript make.R [--seed N] [--out DIR] [--towns a,b]; packages and versions are written into cases.json.
args <- commandArgs(TRUE); option <- function(n, default) { i <- match(paste0("--", n), args); if (is.na(i)) default else args[i + 1] }
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)))
suppressPackageStartupMessages({ library(WeightIt); library(cobalt); library(MatchIt); library(sandwich); library(MASS); library(survival); library(jsonlite) })
for (f in c("towns.R", "estimating.R", "cohort.R", "designs.R", "further.R")) if (file.exists(file.path(here, f))) source(file.path(here, f), encoding = "UTF-8")
options(warn = 1, width = 200)
dir <- option("out", here); seed <- as.integer(option("seed", "20261121")); dir.create(dir, FALSE)
cases <- list()
quiet <- function(x) withCallingHandlers(x, warning = function(w) if (grepl("did not converge|non-integer|numerically 0 or 1|alternation limit", conditionMessage(w))) invokeRestart("muffleWarning"))
for (name in strsplit(option("towns", paste(names(shapes), collapse = ",")), ",")[[1]]) {
  d <- make_town(name, seed + match(name, names(shapes))); write_town(name, d, dir)
  cases <- c(cases, quiet(cohort_cases(name, d)))
}
if (exists("design_cases")) cases <- c(cases, quiet(design_cases(dir, seed)))
if (exists("further_cases")) cases <- c(cases, quiet(further_cases(dir, seed)))
used <- c("WeightIt", "cobalt", "MatchIt", "sandwich", "MASS", "survival", "did", "DRDID", "rdrobust", "rdd", "survRM2", "geepack", "Hmisc", "cmprsk", "clubSandwich", "rddensity")
meta <- list(R = R.version.string, packages = as.list(setNames(sapply(used, function(p) as.character(packageVersion(p))), used)), seed = seed)
cases <- lapply(cases, function(c) { c$args <- I(unname(as.character(c$args))); c$expect <- lapply(c$expect, unname); c })
writeLines(toJSON(list(meta = meta, cases = cases), auto_unbox = TRUE, digits = I(12)), file.path(dir, "cases.json"))
