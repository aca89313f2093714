# The other designs: tables and R's numbers.
design_cases <- function(dir, seed) {
  out <- list()
  add <- function(id, table, args, expect, tolerance = NULL) out[[length(out) + 1]] <<- c(list(name = id, table = table, args = args, expect = expect), if (!is.null(tolerance)) list(tolerance = tolerance))
  save <- function(d, file) write.csv(d, file.path(dir, file), row.names = FALSE, na = "", fileEncoding = "UTF-8")
  staggered_cases(add, save, seed); two_period_cases(add, save, seed); series_cases(add, save, seed)
  discontinuity_cases(add, save, seed); survival_cases(add, save, seed); cost_cases(add, save, seed); dose_cases(add, save, seed); gee_cases(add, save, seed)
  out
}

staggered_cases <- function(add, save, seed) {
  for (v in 1:2) {
    set.seed(seed + 100 + v); u <- c(90, 60)[v]; years <- list(2018:2023, c(2015, 2016, 2018, 2019, 2021))[[v]]
    groups <- list(c(0, 2020, 2021, 2022), c(0, 2016, 2019, 2021))[[v]]
    x <- round(rnorm(u), 3); k <- sample(c("a", "b"), u, TRUE); start <- sample(groups, u, TRUE, c(.4, .2, .2, .2)); a <- rnorm(u)
    p <- expand.grid(unit = 1:u, year = years); p$start <- start[p$unit]; p$x <- x[p$unit]; p$k <- k[p$unit]
    p$y <- round(a[p$unit] + .3 * (p$year - min(years)) * (1 + .5 * p$x) + ifelse(p$start > 0 & p$year >= p$start, 1 + .2 * (p$year - p$start), 0) + rnorm(nrow(p), 0, .8), 4)
    p <- p[sample(nrow(p)), ]; p$unit <- paste0("u", p$unit); file <- paste0("staggered", v, ".csv"); save(p, file)
    p$id <- as.integer(factor(p$unit))
    for (control in c("never", "not-yet")) for (m in c("none", "dr", "reg", "ipw")) {
      f <- if (m == "none") ~1 else if (v == 1) ~ x + k else ~x
      g <- suppressWarnings(did::att_gt("y", "year", "id", "start", f, p, control_group = c(never = "nevertreated", "not-yet" = "notyettreated")[[control]], bstrap = FALSE, cband = FALSE,
        est_method = if (m == "none") "dr" else m, print_details = FALSE))
      r <- list(); n <- nrow(g$inffunc)
      se <- sqrt(colSums(as.matrix(g$inffunc)^2)) / n
      for (i in seq_along(g$group)) { if (is.na(g$att[i])) next; t <- paste0("groupTime/", i - 1); r[[paste0(t, "/group")]] <- g$group[i]; r[[paste0(t, "/period")]] <- g$t[i]; r[[paste0(t, "/estimate")]] <- g$att[i]; r[[paste0(t, "/se")]] <- se[i] }
      if (anyNA(g$att)) next
      if (!is.null(g$W)) { r[["preTrend/chiSquare"]] <- drop(g$W) }
      s <- did::aggte(g, "simple", bstrap = FALSE, cband = FALSE); r$estimate <- s$overall.att; r$se <- s$overall.se
      for (type in c("dynamic", "group", "calendar")) { a <- did::aggte(g, type, bstrap = FALSE, cband = FALSE); key <- c(dynamic = "eventStudy", group = "byGroup", calendar = "byPeriod")[[type]]
        if (type == "dynamic" && v == 2) next # periods with gaps: did counts calendar years, the product counts periods
        for (i in seq_along(a$egt)) { r[[paste0(key, "/", a$egt[i], "/estimate")]] <- a$att.egt[i]; r[[paste0(key, "/", a$egt[i], "/se")]] <- a$se.egt[i] }
        if (type == "group") { # did 2.1.2 takes the first group's indicator for all groups when it allows for estimated shares: done here by the formula
          G <- as.vector(tapply(p$start, p$id, min)); pg <- sapply(a$egt, function(k) mean(G == k)); w <- pg / sum(pg); own <- a$inf.function$selective.inf.func.g
          d1 <- sapply(seq_along(pg), function(k) (G == a$egt[k]) - pg[k]); a$overall.se <- sqrt(sum((own %*% w + (d1 / sum(pg) - rowSums(d1) %*% t(pg / sum(pg)^2)) %*% a$att.egt)^2)) / n }
        r[[paste0("overall/", type, "/estimate")]] <- a$overall.att; r[[paste0("overall/", type, "/se")]] <- a$overall.se }
      add(paste("staggered", v, control, m), file, c("did", "--outcome", "y", "--unit", "unit", "--time", "year", "--first-treated", "start", "--control", control,
        if (m != "none") c("--covariates", if (v == 1) "x,k" else "x", if (v == 1) c("--categorical", "k"), "--adjust", m)), r, if (m %in% c("dr", "ipw")) 1e-5) # did fits the propensity to 1e-8 of the deviance only
    }
  }
}

two_period_cases <- function(add, save, seed) {
  for (v in 1:3) {
    set.seed(seed + 200 + v); towns <- c(12, 45, 8)[v]; size <- c(20, 8, 30)[v]; town <- rep(seq_len(towns), each = size); n <- length(town)
    treated <- as.numeric(seq_len(towns) <= towns %/% 2)[town]; shock <- rnorm(towns, 0, .6); age <- round(rnorm(n, 60, 8)); sex <- sample(c("M", "F"), n, TRUE); id <- seq_len(n)
    y0 <- 5 + .03 * age + shock[town] + rnorm(n); y1 <- y0 * .6 + 2.2 + .4 * treated + rnorm(towns, 0, .3)[town] + rnorm(n, 0, .7)
    d <- rbind(data.frame(id, town, treated, post = 0, age, sex, y = round(y0, 3)), data.frame(id, town, treated, post = 1, age, sex, y = round(y1, 3)))
    d$y[sample(nrow(d), 5)] <- NA; file <- paste0("periods", v, ".csv"); save(d, file)
    e <- d[complete.cases(d), ]
    fit <- lm(y ~ treated * post + age + sex, e); i <- 6; t <- paste0("model/coefficients/treated:post")
    r <- list(estimate = unname(coef(fit)["treated:post"]))
    for (h in paste0("HC", 0:3)) r[[paste0(t, "/se", h)]] <- sqrt(vcovHC(fit, h)["treated:post", "treated:post"])
    for (unit in c("id", "town")) {
      r$se <- sqrt(vcovCL(fit, e[[unit]])["treated:post", "treated:post"]); r[["seAlternatives/clusterCR0"]] <- sqrt(vcovCL(fit, e[[unit]], type = "HC0", cadjust = FALSE)["treated:post", "treated:post"])
      r$p <- 2 * pt(-abs(r$estimate / r$se), length(unique(e[[unit]])) - 1)
      add(paste("two periods", v, unit), file, c("did", "--outcome", "y", "--group", "treated", "--post", "post", "--unit", unit, "--covariates", "age,sex", "--categorical", "sex"), r)
    }
    if (towns <= 12) { w <- wild(e$y, model.matrix(fit), "treated:post", e$town)
      add(paste("wild bootstrap", v), file, c("did", "--outcome", "y", "--group", "treated", "--post", "post", "--unit", "town", "--covariates", "age,sex", "--categorical", "sex", "--wild", "9999"),
        list(estimate = r$estimate, "wildBootstrap/p" = w$p, "wildBootstrap/ci/0" = w$ci[1], "wildBootstrap/ci/1" = w$ci[2], "wildBootstrap/t" = w$t)) }
  }
}

# Restricted wild cluster bootstrap-t with every vector of Rademacher signs (Cameron, Gelbach & Miller 2008).
wild <- function(y, X, name, cluster) {
  j <- match(name, colnames(X)); g <- factor(cluster); G <- nlevels(g); n <- nrow(X); k <- ncol(X); A <- solve(crossprod(X)); small <- G / (G - 1) * (n - 1) / (n - k)
  tstat <- function(y, null) { b <- A %*% crossprod(X, y); u <- drop(y - X %*% b); s <- rowsum(X * u, g); v <- small * (A %*% crossprod(s) %*% A)[j, j]; (b[j] - null) / sqrt(v) }
  signs <- as.matrix(expand.grid(rep(list(c(1, -1)), G)))
  pvalue <- function(null) { yr <- y - null * X[, j]; R <- X[, -j]; fitted <- drop(R %*% solve(crossprod(R), crossprod(R, yr))); u <- yr - fitted; t0 <- abs(tstat(y, null))
    ts <- apply(signs, 1, function(s) abs(tstat(fitted + null * X[, j] + u * s[as.integer(g)], null))); mean(ts >= t0 - 1e-10 * t0) }
  b <- drop(A %*% crossprod(X, y))[j]; t <- tstat(y, 0); se <- b / t
  # The interval is every null value with p > .05; its ends are steps of p.
  end <- function(side) { inside <- b; outside <- b + side * 2 * se; while (pvalue(outside) > .05) outside <- outside + side * se
    for (i in 1:45) { mid <- (inside + outside) / 2; if (pvalue(mid) > .05) inside <- mid else outside <- mid }; inside }
  list(t = t, p = pvalue(0), ci = c(end(-1), end(1)))
}

series_cases <- function(add, save, seed) {
  for (v in 1:2) {
    set.seed(seed + 300 + v); n <- c(72, 48)[v]; t <- 1:n; after <- as.numeric(t > c(40, 30)[v]); pop <- round(50000 + 80 * t + rnorm(n, 0, 200))
    season <- .15 * sin(2 * pi * t / 12) + .05 * cos(2 * pi * t / 12)
    cases <- rnbinom(n, mu = pop * exp(-6 + .003 * t - .2 * after + season), size = c(30, 8)[v]); rate <- round(200 + .8 * t - 15 * after + 30 * season + arima.sim(list(ar = .4), n, sd = 6), 3)
    d <- data.frame(t, after, pop, cases, rate); file <- paste0("series", v, ".csv"); save(d[sample(n), ], file)
    d$slope <- d$after * (d$t - max(d$t[d$after == 0])); for (k in 1:2) { d[[paste0("s", k)]] <- sin(2 * pi * k * t / 12); d[[paste0("c", k)]] <- cos(2 * pi * k * t / 12) }
    base <- c("its", "--time", "t", "--intervention", "after"); h <- paste(c("s1", "c1", "s2", "c2"), collapse = " + ")
    fit <- lm(as.formula(paste("rate ~ after + t +", h)), d); r <- list(estimate = coef(fit)[["after"]], "model/coefficients/t/estimate" = coef(fit)[["t"]], "model/coefficients/after/se" = sqrt(vcov(fit)["after", "after"]))
    for (l in c(0, 1, 3, 6, 12)) { r[[paste0("neweyWest/lag", l, "/unadjusted/after")]] <- sqrt(NeweyWest(fit, lag = l, prewhite = FALSE)["after", "after"]); r[[paste0("neweyWest/lag", l, "/adjusted/after")]] <- sqrt(NeweyWest(fit, lag = l, prewhite = FALSE, adjust = TRUE)["after", "after"]) }
    add(paste("series", v, "least squares"), file, c(base, "--outcome", "rate", "--family", "gaussian", "--harmonics", "2"), r)
    r <- list(estimate = coef(fit)[["after"]], se = sqrt(NeweyWest(fit, lag = 4, prewhite = FALSE)["after", "after"]))
    add(paste("series", v, "Newey-West"), file, c(base, "--outcome", "rate", "--family", "gaussian", "--harmonics", "2", "--lag", "4"), r)
    for (fam in c("poisson", "quasipoisson", "negbin")) {
      f <- as.formula(paste("cases ~ after + t + slope + s1 + c1 + offset(log(pop))")); fit <- if (fam == "negbin") MASS::glm.nb(f, d, control = glm.control(epsilon = 1e-14, maxit = 500)) else glm(f, fam, d, control = tight)
      s <- summary(fit)$coefficients; r <- list(estimate = s["after", 1], se = s["after", 2], "effects/rate-ratio/estimate" = exp(s["after", 1]), "model/coefficients/t/estimate" = s["t", 1], "model/coefficients/t/se" = s["t", 2])
      if (fam == "negbin") r[["model/theta"]] <- fit$theta else for (l in c(1, 3)) r[[paste0("neweyWest/lag", l, "/unadjusted/after")]] <- sqrt(NeweyWest(fit, lag = l, prewhite = FALSE)["after", "after"])
      z <- d; z$after <- 0; z$slope <- 0; k <- d$after == 1; e <- sum(predict(fit, z, type = "response")[k]); r[["counterfactual/observed"]] <- sum(d$cases[k]); r[["counterfactual/expected"]] <- e; r[["counterfactual/averted"]] <- e - sum(d$cases[k])
      add(paste("series", v, fam), file, c(base, "--outcome", "cases", "--family", fam, "--offset", "pop", "--harmonics", "1", "--slope"), r, if (fam == "negbin") 1e-5)
    }
  }
}

discontinuity_cases <- function(add, save, seed) {
  for (v in 1:3) {
    set.seed(seed + 400 + v); n <- c(600, 900, 700)[v]; x <- if (v == 2) round(rnorm(n, 5.8, .6), 1) else if (v == 3) round(rexp(n, .2) + 76, 2) else round(rnorm(n, 84, 7), 2); cut <- c(85, 6.5, 80)[v]; s <- sd(x)
    side <- as.numeric(x >= cut); take <- rbinom(n, 1, ifelse(side == 1, .75, .15)); y <- round(10 + 2 * (x - cut) / s - 1.5 * take - .5 * ((x - cut) / s)^2 + rnorm(n, 0, 2), 3)
    d <- data.frame(x, take, y, side); d$y[sample(n, 7)] <- NA; file <- paste0("threshold", v, ".csv"); save(d, file); d <- d[complete.cases(d), ]
    base <- c("rdd", "--outcome", "y", "--running", "x", "--cutoff", cut)
    for (k in c("triangular", "epanechnikov", "uniform")) for (p in 1:2) for (vce in c("nn", "hc0", "hc1", "hc2", "hc3")) for (fuzzy in c(FALSE, TRUE)) {
      if (vce %in% c("hc0", "hc2") && k != "triangular") next
      m <- suppressWarnings(tryCatch(rdrobust::rdrobust(d$y, d$x, c = cut, fuzzy = if (fuzzy) d$take, p = p, kernel = substr(k, 1, 3), vce = vce), error = function(e) NULL)); if (is.null(m)) next
      r <- list(estimate = m$coef[1], se = m$se[1], biasCorrected = m$coef[2], "robust/se" = m$se[3], "bandwidth/h" = m$bws[1, 1], "bandwidth/b" = m$bws[2, 1], "n/leftInWindow" = m$N_h[1], "n/rightInWindow" = m$N_h[2])
      if (fuzzy) { r[["firstStage/estimate"]] <- m$tau_T[1]; r[["firstStage/se"]] <- m$se_T[1] }
      add(paste("discontinuity", v, k, p, vce, if (fuzzy) "fuzzy"), file, c(base, "--kernel", k, "--order", p, "--variance", vce, if (fuzzy) c("--treatment", "take")), r)
    }
    q <- tryCatch(rdd::DCdensity(d$x, cut, ext.out = TRUE, plot = FALSE), error = function(e) { message("density ", v, ": ", conditionMessage(e)); NULL })
    if (!is.null(q) && is.finite(q$theta)) add(paste("density", v), file, base, list("density/logJump" = q$theta, "density/se" = q$se, "density/p" = q$p, "density/binWidth" = q$binsize, "density/bandwidth" = q$bw))
    h <- 2 * s / sqrt(5); for (fuzzy in c(FALSE, TRUE)) { m <- suppressWarnings(rdrobust::rdrobust(d$y, d$x, c = cut, fuzzy = if (fuzzy) d$take, h = h, b = 1.3 * h))
      add(paste("discontinuity", v, "given", if (fuzzy) "fuzzy"), file, c(base, "--bandwidth", sprintf("%.15g", h), "--bias-bandwidth", sprintf("%.15g", 1.3 * h), if (fuzzy) c("--treatment", "take")), list(estimate = m$coef[1], se = m$se[1], biasCorrected = m$coef[2], "robust/se" = m$se[3], "robust/ci/0" = m$ci[3, 1])) }
  }
}

survival_cases <- function(add, save, seed) {
  control <- coxph.control(eps = 1e-13, toler.chol = 1e-14, iter.max = 60)
  for (v in 1:2) {
    set.seed(seed + 500 + v); m <- c(260, 220)[v]; g <- rbinom(m, 1, .45); a <- round(rnorm(m, 75, 6)); f <- sample(c("M", "F"), m, TRUE); ps <- rbinom(m, 1, .3)
    tt <- rexp(m, .02 * exp(-.4 * g + .04 * (a - 75) + .3 * ps)); dd <- rexp(m, .01 * exp(.05 * (a - 75))); cc <- runif(m, 6, 60)
    months <- pmin(tt, dd, cc); months <- if (v == 1) pmax(1, ceiling(months)) else round(months + .01, 3); cause <- ifelse(tt <= pmin(dd, cc), 1, ifelse(dd <= cc, 2, 0)); care <- as.integer(cause == 1)
    d <- data.frame(g, a, f, ps, months, cause, care, town = sample(1:25, m, TRUE)); file <- paste0("follow", v, ".csv"); save(d, file)
    for (ties in c("efron", "breslow")) {
      fit <- coxph(Surv(months, care) ~ g + a + f + ps, d, robust = TRUE, ties = ties, control = control); r <- list(estimate = coef(fit)[[1]], se = sqrt(fit$naive.var[1, 1]), seRobust = sqrt(fit$var[1, 1]), "cox/logLikelihood/1" = fit$loglik[2], "cox/coefficients/fM/estimate" = coef(fit)[["fM"]], "cox/coefficients/fM/seRobust" = sqrt(fit$var[3, 3]))
      add(paste("Cox", v, ties), file, c("survival", "--time", "months", "--event", "care", "--treatment", "g", "--covariates", "a,f,ps", "--categorical", "f", "--ties", ties), r)
      fit <- coxph(Surv(months, care) ~ g + a + f + ps, d, cluster = town, ties = ties, control = control)
      add(paste("Cox clustered", v, ties), file, c("survival", "--time", "months", "--event", "care", "--treatment", "g", "--covariates", "a,f,ps", "--categorical", "f", "--ties", ties, "--cluster", "town"), list(estimate = coef(fit)[[1]], se = sqrt(fit$var[1, 1])))
      e <- glm(g ~ a + f + ps, binomial, d, control = tight)$fitted.values
      for (w in c("ate", "att", "ato")) { d$w <- if (w == "ate") ifelse(g == 1, mean(g) / e, (1 - mean(g)) / (1 - e)) else weight_of[[w]](e, g)
        fit <- coxph(Surv(months, care) ~ g, d, weights = w, robust = TRUE, ties = ties, control = control); r <- list(estimate = coef(fit)[[1]], se = sqrt(fit$var[1, 1]))
        if (ties == "efron") { for (arm in 0:1) { k <- survfit(Surv(months, care) ~ 1, d[g == arm, ], weights = w, robust = TRUE, id = seq_len(sum(g == arm))); s <- summary(k, times = c(6, 12, 24)); at <- paste0("curves/", c("control", "treated")[arm + 1], "/points/")
          for (i in 1:3) { r[[paste0(at, s$time[i], "/survival")]] <- s$surv[i]; r[[paste0(at, s$time[i], "/se")]] <- s$std.err[i] } } }
        add(paste("weighted Cox", v, w, ties), file, c("survival", "--time", "months", "--event", "care", "--treatment", "g", "--covariates", "a,f,ps", "--categorical", "f", "--weighting", w, "--ties", ties, "--times", "6,12,24"), r) }
    }
    r <- list(); for (arm in 0:1) { name <- c("control", "treated")[arm + 1]; k <- survfit(Surv(months, care) ~ 1, d[g == arm, ]); s <- summary(k, times = c(6, 12, 24)); at <- paste0("curves/", name, "/points/")
      for (i in 1:3) { r[[paste0(at, s$time[i], "/survival")]] <- s$surv[i]; r[[paste0(at, s$time[i], "/se")]] <- s$std.err[i]; r[[paste0(at, s$time[i], "/ciLog/0")]] <- s$lower[i] }
      q <- survfit(Surv(months, care) ~ 1, d[g == arm, ], conf.type = "log-log"); if (!is.na(summary(q)$table["median"])) r[[paste0("curves/", name, "/median/median")]] <- summary(q)$table[["median"]]
      i <- summary(survfit(Surv(months, factor(cause, 0:2)) ~ 1, d[g == arm, ]), times = c(6, 12, 24)); for (j in 1:3) { at <- paste0("cumulativeIncidence/", name, "/", i$time[j]); r[[paste0(at, "/incidence")]] <- i$pstate[j, 2]; r[[paste0(at, "/se")]] <- i$std.err[j, 2]; r[[paste0(at, "/competing")]] <- i$pstate[j, 3] } }
    rm <- survRM2::rmst2(d$months, d$care, d$g, tau = 30); u <- rm$unadjusted.result; r[["restrictedMean/difference/estimate"]] <- u[1, 1]; r[["restrictedMean/difference/ci/0"]] <- u[1, 2]; r[["restrictedMean/treated/mean"]] <- rm$RMST.arm1$rmst[1]; r[["restrictedMean/treated/se"]] <- rm$RMST.arm1$rmst[2]
    lr <- survdiff(Surv(months, cause == 1) ~ g, d)$chisq; r[["logRank/chiSquare"]] <- lr
    add(paste("curves", v), file, c("survival", "--time", "months", "--event", "cause", "--treatment", "g", "--competing", "--times", "6,12,24", "--horizon", "30"), r)
  }
}

cost_cases <- function(add, save, seed) {
  set.seed(seed + 600); n <- 420; age <- round(rnorm(n, 65, 8)); sex <- sample(c("M", "F"), n, TRUE); z <- rbinom(n, 1, plogis(.03 * (age - 65)))
  yen <- ifelse(rbinom(n, 1, plogis(1 + .02 * (age - 65) - .3 * z)) == 1, round(rgamma(n, 1.1, 1.1 / (30000 * exp(.02 * (age - 65) - .2 * z)))) + 1, 0); d <- data.frame(z, age, sex, yen); save(d, "cost.csv")
  X <- cbind(age = (age - mean(age)) / sd(age), sexM = as.numeric(sex == "M")); k <- 4; g1 <- Gamma("log"); M <- cbind(1, z, X)
  a <- glm.fit(M, as.numeric(yen > 0), family = binomial(), control = tight)$coefficients; b <- glm.fit(M[yen > 0, ], yen[yen > 0], family = g1, control = tight)$coefficients
  for (est in names(target_of)) { t <- target_of[[est]](z); h <- function(arm, a, b) { N <- cbind(1, arm, X); plogis(drop(N %*% a)) * exp(drop(N %*% b)) }; m1 <- sum(t * h(1, a, b)) / sum(t); m0 <- sum(t * h(0, a, b)) / sum(t); mu <- exp(drop(M %*% b))
    psi <- function(th, y = yen) { A <- th[1:k]; B <- th[k + 1:k]; m <- exp(drop(M %*% B)); cbind(((yen > 0) - plogis(drop(M %*% A))) * M, (yen > 0) * (y - m) / m * M, t * (h(1, A, B) - th[2 * k + 1]), t * (h(0, A, B) - th[2 * k + 2])) }
    th <- c(a, b, m1, m0); r <- means(th, stacked(psi, th, function(th) psi(th, mu)), 2 * k + 1, 2 * k + 2); r[["effects/ratio/estimate"]] <- m1 / m0; r$p <- NULL
    add(paste("two-part cost", est), "cost.csv", c("cost", "--treatment", "z", "--outcome", "yen", "--covariates", "age,sex", "--categorical", "sex", "--estimand", est), r) }
}

gee_cases <- function(add, save, seed) {
  set.seed(seed + 700); n <- 300; town <- sample(1:30, n, TRUE); x <- round(rnorm(n), 3); z <- rbinom(n, 1, .5); u <- rnorm(30, 0, .5)[town]
  d <- data.frame(town, x, z, y = round(1 + x - .5 * z + u + rnorm(n), 3), e = rbinom(n, 1, plogis(-.5 + .5 * x - .4 * z + u)), v = rpois(n, exp(.5 + .2 * x - .3 * z + u))); save(d, "gee.csv"); o <- d[order(d$town), ]
  for (q in list(c("y", "gaussian"), c("e", "binomial"), c("v", "poisson"))) {
    fit <- geepack::geeglm(as.formula(paste(q[1], "~ z + x")), family = q[2], data = o, id = town, corstr = "exchangeable", control = geepack::geese.control(epsilon = 1e-12, maxit = 100)); s <- summary(fit)
    add(paste("GEE", q[2]), "gee.csv", c("--treatment", "z", "--method", "regression", "--outcome", q[1], "--family", q[2], "--covariates", "x", "--cluster", "town", "--correlation", "exchangeable"), list(estimate = s$coefficients["z", 1], se = s$coefficients["z", 2], "details/alpha" = s$corr[1, 1]))
  }
}

dose_cases <- function(add, save, seed) {
  set.seed(seed + 800); n <- 350; steps <- round(rgamma(n, 4, 4 / 7000)); age <- round(rnorm(n, 66, 7)); sex <- sample(c("M", "F"), n, TRUE); months <- sample(6:12, n, TRUE); m <- -2 * (1 - exp(-steps / 6000))
  d <- data.frame(steps, age, sex, months, bmi = round(25 + m + .03 * (age - 66) + rnorm(n), 2), fall = rbinom(n, 1, plogis(m + .05 * (age - 66))), visits = rpois(n, months / 6 * exp(.5 * m + .02 * (age - 66)))); save(d, "dose.csv")
  for (k in 3:5) { at <- quantile(steps, list(c(.1, .5, .9), c(.05, .35, .65, .95), c(.05, .275, .5, .725, .95))[[k - 2]]); S <- Hmisc::rcspline.eval(steps, knots = at, inclx = TRUE, norm = 2)
    for (q in list(c("bmi", "gaussian"), c("fall", "binomial"), c("visits", "poisson"))) {
      off <- if (q[1] == "visits") log(months) else rep(0, n); unit <- 1000 # steps in thousands while fitting
      D <- data.frame(y = d[[q[1]]], S / unit, age, male = as.numeric(sex == "M"), off); names(D)[1 + 1:(k - 1)] <- paste0("s", 1:(k - 1))
      run <- function(f) if (q[2] == "gaussian") lm(f, D) else glm(f, q[2], D, offset = off, control = tight)
      line <- run(y ~ s1 + age + male); curve <- run(reformulate(c(paste0("s", 1:(k - 1)), "age", "male"), "y")); V <- vcovHC(curve, "HC0"); j <- 2:(k - 1) + 1
      r <- list(estimate = coef(line)[["s1"]] / unit, se = sqrt(vcovHC(line, "HC0")["s1", "s1"]) / unit, "nonLinearity/chiSquare" = drop(coef(curve)[j] %*% solve(V[j, j]) %*% coef(curve)[j]))
      for (i in 1:2) { dose <- c(4000, 9000)[i]; g <- (Hmisc::rcspline.eval(c(dose, 2000), knots = at, inclx = TRUE, norm = 2)) / unit; g <- g[1, ] - g[2, ]; i2 <- 1 + 1:(k - 1)
        r[[paste0("curve/", i - 1, "/estimate")]] <- sum(g * coef(curve)[i2]); r[[paste0("curve/", i - 1, "/se")]] <- sqrt(drop(g %*% V[i2, i2] %*% g)) }
      add(paste("dose", q[1], k), "dose.csv", c("dose", "--outcome", q[1], "--dose", "steps", "--covariates", "age,sex", "--categorical", "sex", "--family", q[2], "--knots", k, "--at", "4000,9000", "--reference", "2000", if (q[1] == "visits") c("--offset", "months")), r)
    } }
}
