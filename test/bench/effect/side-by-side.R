# The same analysis in R: propensity by glm, survey-weighted effect, balance table; then bootstrap refits
# (10 timed on two processes, scaled to 200). cobalt is used where it is installed, otherwise a plain loop of weighted SMD and KS.
table <- commandArgs(trailingOnly = TRUE)[1]
d <- read.csv(table)
# Elapsed seconds and processor seconds of this process and its children.
report <- function(name, t, times = 1) cat("TIME", name, times * t[["elapsed"]], times * sum(t[c(1, 2, 4, 5)]), "\n")
time <- function(name, expr) {
  report(name, system.time(expr))
}
x <- setdiff(names(d), c("z", "y"))
f <- reformulate(x, "z")
time("glm", fit <- glm(f, binomial, d))
e <- fitted(fit)
w <- ifelse(d$z == 1, 1 / e, 1 / (1 - e))
if (requireNamespace("survey", quietly = TRUE)) {
  library(survey)
  time("svyglm", svyglm(y ~ z, svydesign(~1, weights = ~w, data = cbind(d, w = w))))
}
if (requireNamespace("WeightIt", quietly = TRUE)) {
  time("weightit", {
    W <- WeightIt::weightit(f, d, method = "glm", estimand = "ATE")
    WeightIt::lm_weightit(y ~ z, d, weightit = W)
  })
}
ks <- function(v, g, w) {
  o <- order(v)
  s <- ifelse(g == 1, w / sum(w[g == 1]), -w / sum(w[g == 0]))[o]
  max(abs(cumsum(s)[!duplicated(v[o], fromLast = TRUE)]))
}
if (requireNamespace("cobalt", quietly = TRUE)) {
  time("balance", cobalt::bal.tab(f, d, weights = w, un = TRUE, stats = c("m", "v", "ks")))
} else {
  time("balance", for (n in x) {
    v <- d[[n]]
    m1 <- weighted.mean(v[d$z == 1], w[d$z == 1]); m0 <- weighted.mean(v[d$z == 0], w[d$z == 0])
    (m1 - m0) / sqrt((var(v[d$z == 1]) + var(v[d$z == 0])) / 2)
    ks(v, d$z, rep(1, nrow(d))); ks(v, d$z, w)
  })
}
X <- cbind(1, as.matrix(d[x]))
set.seed(1)
refit <- function(i) {
  k <- sample.int(nrow(d), replace = TRUE)
  suppressWarnings(glm.fit(X[k, ], d$z[k], family = binomial()))
}
report("refits200", system.time(parallel::mclapply(1:10, refit, mc.cores = 2)), 20)
