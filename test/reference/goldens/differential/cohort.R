# Cases of `effect` (cohort with comparison group) for one town.
cohort_cases <- function(name, d) {
  H <- function(v) heading(name, v); file <- shapes[[name]]$file; out <- list()
  covariates <- c("age", "sex", "district", "bmi", "smoker", "month"); cats <- c("sex", "district", "month"); quads <- if (isTRUE(shapes[[name]]$scale)) "bmi" else "age"
  adjust <- c("--covariates", paste(H(covariates), collapse = ","), "--categorical", paste(H(cats), collapse = ","), "--quadratic", H(quads))
  arm <- if (name %in% c("japanese", "cp932")) c("--treatment", H("arm"), "--treated", "参加") else c("--treatment", "z")
  add <- function(id, args, expect) if (!is.null(expect)) out[[length(out) + 1]] <<- list(name = paste(name, id), table = file, args = c(arm, args), expect = expect)
  use <- function(...) { k <- c("z", covariates, ...); e <- d[complete.cases(d[k]), ]; list(d = e, X = columns(name, e, covariates, cats, quads)) }

  for (est in names(weight_of)) {
    u <- use("sbp"); r <- iptw(u$d$sbp, u$d$z, u$X, est)
    S <- as.data.frame(standard(u$X)); names(S) <- paste0("x", seq_along(S)); S$z <- u$d$z; S$y <- u$d$sbp
    W <- weightit(reformulate(setdiff(names(S), c("z", "y")), "z"), S, method = "glm", estimand = toupper(est), control = tight)
    fit <- lm_weightit(y ~ z, S, weightit = W); r$estimate <- unname(coef(fit)[2]); r$se <- sqrt(vcov(fit)[2, 2])
    b <- glm.fit(cbind(1, standard(u$X)), u$d$z, family = binomial(), control = tight); sd <- apply(u$X, 2, sd)
    v <- sqrt(diag(chol2inv(b$qr$qr[seq_len(b$rank), seq_len(b$rank), drop = FALSE])))
    for (j in seq_along(sd)) { t <- paste0("propensity/coefficients/", names(sd)[j]); r[[paste0(t, "/estimate")]] <- b$coefficients[[j + 1]] / sd[[j]]
      r[[paste0(t, "/se")]] <- v[j + 1] / sd[[j]] }
    Z <- list(); for (c in covariates) if (c %in% cats) { l <- sort(unique(u$d[[c]]), method = "radix"); for (q in if (length(l) == 2) l[2] else l) Z[[paste0(H(c), "_", q)]] <- as.numeric(u$d[[c]] == q) } else Z[[H(c)]] <- u$d[[c]]
    Z <- as.data.frame(Z, check.names = FALSE); keep <- names(Z); names(Z) <- paste0("v", seq_along(Z))
    bt <- bal.tab(Z, treat = u$d$z, weights = W$weights, estimand = toupper(est), s.d.denom = c(ate = "pooled", att = "treated", atc = "control", ato = "weighted", atm = "weighted")[[est]],
      binary = "std", continuous = "std", stats = c("m", "v", "ks"), un = TRUE, method = "weighting")$Balance
    for (j in seq_along(keep)) { t <- paste0("balance/", keep[j]); q <- bt[paste0("v", j), ]
      r[[paste0(t, "/before")]] <- q$Diff.Un; r[[paste0(t, "/after")]] <- if (abs(q$Diff.Adj) < 1e-9) 0 else q$Diff.Adj; r[[paste0(t, "/ksAfter")]] <- if (abs(q$KS.Adj) < 1e-9) 0 else q$KS.Adj
      if (!is.na(q$V.Ratio.Adj)) r[[paste0(t, "/varianceRatioAfter")]] <- q$V.Ratio.Adj }
    add(paste("iptw", est), c("--outcome", H("sbp"), adjust, "--estimand", est), r)
    u <- use("event"); add(paste("iptw", est, "binary"), c("--outcome", H("event"), adjust, "--estimand", est, "--family", "binomial"), iptw(u$d$event, u$d$z, u$X, est, odds = TRUE))
    u <- use("visits"); add(paste("iptw", est, "rate"), c("--outcome", H("visits"), adjust, "--estimand", est, "--family", "poisson", "--offset", H("months")),
      iptw(u$d$visits, u$d$z, u$X, est, t = u$d$months, rate = TRUE))
  }
  u <- use("sbp"); y <- u$d$sbp; z <- u$d$z; X <- u$X; base <- c("--outcome", H("sbp"), adjust)
  for (est in c("ate", "att", "ato")) {
    add(paste("truncated", est), c(base, "--estimand", est, "--truncate", "0.02"), iptw(y, z, X, est, cut = .02))
    add(paste("clustered", est), c(base, "--estimand", est, "--cluster", H("clinic")), iptw(y, z, X, est, cluster = u$d$clinic)[c("estimate", "se", "seRobust")])
    add(paste("sampling weights", est), c(base, "--estimand", est, "--weights", H("wgt")), iptw(y, z, X, est, s = u$d$wgt)[c("estimate", "se", "seRobust", "means/treated/estimate", "ess/treated")])
  }
  for (est in names(target_of)) {
    add(paste("aipw", est), c(base, "--estimand", est, "--method", "aipw"), aipw(y, z, X, "gaussian", est))
    add(paste("ebal", est), c(base, "--estimand", est, "--method", "ebal"), ebal(y, z, X, est))
    add(paste("cbps", est), c(base, "--estimand", est, "--method", "cbps"), cbps(y, z, X, est))
    add(paste("gcomp", est), c(base, "--estimand", est, "--method", "gcomp"), gcomp(y, z, X, "gaussian", est))
    add(paste("gcomp interaction", est), c(base, "--estimand", est, "--method", "gcomp", "--interaction", H("smoker")), gcomp(y, z, X, "gaussian", est, modifier = u$d$smoker))
    e <- glm.fit(cbind(1, standard(X)), z, family = binomial(), control = tight)$fitted.values
    cut <- findInterval(e, quantile(e, 1:4 / 5), left.open = TRUE); size <- tapply(target_of[[est]](z), cut, sum) / sum(target_of[[est]](z))
    m <- function(a, f) tapply(y[z == a], cut[z == a], f); n <- function(a) table(cut[z == a])
    if (min(table(cut, z)) >= 2) add(paste("stratify", est), c(base, "--estimand", est, "--method", "stratify"), list(estimate = sum(size * (m(1, mean) - m(0, mean))), se = sqrt(sum(size^2 * (m(1, var) / n(1) + m(0, var) / n(0))))))
    for (o in list(c("event", "binomial"), c("visits", "poisson"), c("cost", "gamma"))) {
      u2 <- use(o[1]); offset <- if (o[1] == "visits") c("--offset", H("months")); t <- if (o[1] == "visits") u2$d$months
      args <- c("--outcome", H(o[1]), adjust, "--estimand", est, "--family", o[2])
      add(paste("gcomp", est, o[2]), c(args, "--method", "gcomp", offset), gcomp(u2$d[[o[1]]], u2$d$z, u2$X, o[2], est, t))
      add(paste("aipw", est, o[2]), c(args, "--method", "aipw"), aipw(u2$d[[o[1]]], u2$d$z, u2$X, o[2], est))
    }
  }
  c(out, matching_cases(name, add, u, base), regression_cases(name, d, H, arm))
}

matching_cases <- function(name, add, u, base) {
  S <- as.data.frame(standard(u$X)); names(S) <- paste0("x", seq_along(S)); x <- names(S); S$z <- u$d$z; S$y <- u$d$sbp; out <- list()
  S$lp <- glm.fit(cbind(1, as.matrix(S[x])), S$z, family = binomial(), control = tight)$linear.predictors
  S$lp <- round(S$lp, 10) # equal covariates have equal scores whatever the arithmetic
  for (est in c("ATT", "ATC")) for (k in 1:3) for (replace in c(FALSE, TRUE)) for (cal in c(.2, 0)) {
    if (!replace && k * sum(S$z == (est == "ATT")) > sum(S$z != (est == "ATT"))) next
    m <- suppressWarnings(matchit(reformulate(x, "z"), S, distance = S$lp, estimand = est, ratio = k, replace = replace, caliper = if (cal > 0) cal else NULL))
    if (replace) { g <- get_matches(m, data = S, id = "row"); fit <- lm(y ~ z, g, weights = weights); v <- vcovCL(fit, ~ subclass + row) }
    else { g <- match.data(m, data = S); fit <- lm(y ~ z, g, weights = weights); v <- vcovCL(fit, ~ subclass) }
    out[[length(out) + 1]] <- list(name = paste(name, "match", est, k, if (replace) "with replacement" else "", if (cal > 0) "caliper"), table = shapes[[name]]$file,
      args = c(if (name %in% c("japanese", "cp932")) c("--treatment", heading(name, "arm"), "--treated", "参加") else c("--treatment", "z"), base, "--method", "match", "--estimand", tolower(est), "--ratio", k, "--caliper", cal, if (replace) "--replace"),
      expect = list(estimate = unname(coef(fit)[2]), se = sqrt(v[2, 2])))
  }
  out
}

regression_cases <- function(name, d, H, arm) {
  out <- list(); file <- shapes[[name]]$file
  reg <- function(id, y, fam, covariates, cats = NULL, offset = NULL, weights = NULL, cluster = NULL) {
    e <- d[complete.cases(d[c("z", y, covariates)]), ]; X <- columns(name, e, covariates, cats); sd <- apply(X, 2, sd)
    D <- data.frame(y = e[[y]], z = e$z, standard(X)); D$off <- if (is.null(offset)) 0 else log(e[[offset]]); D$w <- if (is.null(weights)) 1 else e[[weights]]
    f <- reformulate(c("z", setdiff(names(D), c("y", "z", "off", "w")), "offset(off)"), "y")
    fit <- switch(fam, gaussian = lm(f, D, weights = w), negbin = glm.nb(f, D, control = glm.control(epsilon = 1e-14, maxit = 500)),
      gamma = glm(f, Gamma("log"), D, control = tight), glm(f, fam, D, weights = w, control = tight))
    s <- summary(fit)$coefficients; names <- c("(Intercept)", if (any(grepl("--treated", arm))) paste0(H("arm"), "参加") else "z", names(sd)); scale <- c(NA, 1, sd); r <- list(estimate = s[2, 1])
    for (j in 2:nrow(s)) { t <- paste0("model/coefficients/", names[j]); r[[paste0(t, "/estimate")]] <- s[j, 1] / scale[j]; r[[paste0(t, "/se")]] <- s[j, 2] / scale[j] }
    t <- paste0("model/coefficients/", names[2])
    if (fam != "negbin") { for (h in paste0("HC", 0:3)) r[[paste0(t, "/se", h)]] <- sqrt(vcovHC(fit, h)[2, 2]); r[[paste0(t, "/p")]] <- s[2, 4]
      if (is.null(cluster)) { ci <- if (fam %in% c("binomial", "poisson")) s[2, 1] + c(-1, 1) * qnorm(.975) * s[2, 2] else s[2, 1] + c(-1, 1) * qt(.975, df.residual(fit)) * s[2, 2]; r[["ci/0"]] <- ci[1]; r[["ci/1"]] <- ci[2] } }
    if (fam == "negbin") r[["model/theta"]] <- fit$theta
    if (!is.null(cluster)) { r$se <- sqrt(vcovCL(fit, e[[cluster]])[2, 2]); r[[paste0(t, "/seClusterCR0")]] <- sqrt(vcovCL(fit, e[[cluster]], type = "HC0", cadjust = FALSE)[2, 2])
    }
    out[[length(out) + 1]] <<- list(name = paste(name, "regression", id), table = file, args = c(arm, "--method", "regression", "--outcome", H(y), "--family", fam, "--covariates", paste(H(covariates), collapse = ","),
      if (!is.null(cats)) c("--categorical", paste(H(cats), collapse = ",")), if (!is.null(offset)) c("--offset", H(offset)), if (!is.null(weights)) c("--weights", H(weights)), if (!is.null(cluster)) c("--cluster", H(cluster))), expect = r)
  }
  reg("gaussian", "sbp", "gaussian", c("age", "sex", "district", "grade"), c("sex", "district", "grade"), cluster = "clinic")
  reg("collinear", "sbp", "gaussian", c("age", "twice", "same", "bmi", "copy", "smoker"))
  reg("weighted", "sbp", "gaussian", c("age", "sex"), "sex", weights = "wgt")
  reg("binomial", "event", "binomial", c("age", "sex", "smoker"), "sex", cluster = "clinic")
  reg("quasibinomial", "event", "quasibinomial", c("age", "smoker"))
  reg("poisson", "visits", "poisson", c("age", "sex", "grade"), c("sex", "grade"), offset = "months", cluster = "clinic")
  reg("quasipoisson", "visits", "quasipoisson", c("age", "sex"), "sex", offset = "months")
  reg("negbin", "visits", "negbin", c("age", "smoker"), offset = "months")
  reg("gamma", "cost", "gamma", c("age", "sex", "smoker"), "sex")
  out
}
