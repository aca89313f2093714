# Further classes: competing events, models whose scoring steps creep, clustered small samples.
further_cases <- function(dir, seed) {
  out <- list()
  add <- function(id, table, args, expect, tolerance = NULL) out[[length(out) + 1]] <<- c(list(name = id, table = table, args = args, expect = expect), if (!is.null(tolerance)) list(tolerance = tolerance))
  save <- function(d, file) write.csv(d, file.path(dir, file), row.names = FALSE, na = "", fileEncoding = "UTF-8")
  competing_cases(add, dir); creeping_cases(add, save, seed); few_cluster_cases(add, save, seed); trial_cases(add, save, seed); subgroup_cases(add, dir); overlap_cases(add, dir); lag_cases(add, dir); continuity_cases(add, save, seed); anticipation_cases(add, dir); weighted_mean_cases(add, dir)
  out
}

# Subdistribution hazards and Gray's test on the tables of survival_cases (whole months with many ties, and days).
competing_cases <- function(add, dir) {
  for (v in 1:2) {
    file <- paste0("follow", v, ".csv"); d <- read.csv(file.path(dir, file)); base <- c("survival", "--time", "months", "--event", "cause", "--treatment", "g", "--competing")
    test <- cmprsk::cuminc(d$months, d$cause, d$g)$Tests["1", ]; r <- list("grayTest/chiSquare" = test[["stat"]], "grayTest/p" = test[["pv"]])
    for (adjusted in c(FALSE, TRUE)) {
      X <- cbind(g = d$g, if (adjusted) cbind(a = d$a, fM = as.numeric(d$f == "M"), ps = d$ps)); fit <- cmprsk::crr(d$months, d$cause, X, gtol = 1e-13, maxiter = 50); se <- sqrt(diag(fit$var))
      for (j in seq_len(ncol(X))) { t <- paste0("fineGray/coefficients/", colnames(X)[j]); r[[paste0(t, "/estimate")]] <- fit$coef[[j]]; r[[paste0(t, "/se")]] <- se[j] }
      r[["fineGray/logLikelihood"]] <- fit$loglik; r[["effects/subdistribution-hazard-ratio/estimate"]] <- exp(fit$coef[[1]]); r[["effects/subdistribution-hazard-ratio/ci/1"]] <- exp(fit$coef[[1]] + qnorm(.975) * se[1])
      add(paste("competing", v, if (adjusted) "adjusted"), file, c(base, if (adjusted) c("--covariates", "a,f,ps", "--categorical", "f")), r)
    }
  }
}

# Skewed costs with far values in a covariate: glm()'s scoring steps go back and forth, so the equations are solved by Newton.
creeping_cases <- function(add, save, seed) {
  for (v in 1:2) {
    set.seed(seed + 900 + v); n <- c(150, 400)[v]; x <- round(rexp(n, .1), 1); far <- round(rt(n, 2.5) * 1e4); z <- rbinom(n, 1, .5)
    d <- data.frame(z, x, far, cost = round(rlnorm(n, 9 + .02 * x - .1 * z, 1.4)), months = sample(3:12, n, TRUE)); file <- paste0("skewed", v, ".csv"); save(d, file)
    X <- cbind(1, z, x, x^2 / 100, far / 1e4); b <- qr.coef(qr(X), log(d$cost))
    for (i in 1:200) { m <- exp(drop(X %*% b)); step <- solve(crossprod(X * (d$cost / m), X), crossprod(X, (d$cost - m) / m)); size <- 1; dev <- function(b) sum(drop(X %*% b) + d$cost * exp(-drop(X %*% b)))
      while (size > 1e-6 && dev(b + size * step) > dev(b) + 1e-12) size <- size / 2; b <- b + size * drop(step); if (max(abs(step)) < 1e-14) break }
    m <- exp(drop(X %*% b)); A <- solve(crossprod(X)); r <- (d$cost - m) / m; phi <- sum(r^2) / (n - ncol(X)); h <- rowSums((X %*% A) * X); t <- "model/coefficients/z"
    hc <- function(u) sqrt((A %*% crossprod(X * u) %*% A)[2, 2])
    add(paste("skewed cost", v), file, c("--treatment", "z", "--method", "regression", "--outcome", "cost", "--family", "gamma", "--covariates", "x,far", "--quadratic", "x"),
      setNames(list(b[[2]], sqrt(phi * A[2, 2]), hc(r), hc(r / (1 - h)), b[[5]] / 1e4), c("estimate", "se", paste0(t, "/seHC0"), paste0(t, "/seHC3"), "model/coefficients/far/estimate")))
  }
}

# CR2 with Satterthwaite degrees of freedom; treatment given to whole towns (odd tables) or persons.
few_cluster_cases <- function(add, save, seed) {
  suppressPackageStartupMessages(library(clubSandwich))
  for (v in 1:3) {
    set.seed(seed + 950 + v); G <- c(7, 12, 30)[v]; n <- c(70, 160, 300)[v]; town <- sample(G, n, TRUE); given <- rbinom(G, 1, .5); given[1:2] <- 0:1; z <- if (v %% 2) given[town] else rbinom(n, 1, .5)
    x <- round(rnorm(n), 3); k <- sample(c("a", "b", "c"), n, TRUE); u <- rnorm(G, 0, .5)[town]; months <- sample(3:12, n, TRUE)
    d <- data.frame(town = paste0("t", town), z, x, k, months, y = round(1 + x - .5 * z + u + rnorm(n), 3), e = rbinom(n, 1, plogis(.3 * x - .4 * z + u)), v = rpois(n, months / 6 * exp(.5 + .2 * x - .3 * z + u))); file <- paste0("towns", v, ".csv"); save(d, file)
    for (q in list(c("y", "gaussian"), c("e", "binomial"), c("v", "poisson"), c("v", "quasipoisson"))) { off <- q[2] == "poisson"
      f <- as.formula(paste(q[1], "~ z + x + I(x^2) + k", if (off) "+ offset(log(months))")); fit <- if (q[2] == "gaussian") lm(f, d) else glm(f, q[2], d, control = tight)
      ct <- coef_test(fit, vcov = "CR2", cluster = d$town, test = "Satterthwaite"); t <- "details/clusterCR2"
      add(paste("few clusters", v, q[2]), file, c("--treatment", "z", "--method", "regression", "--outcome", q[1], "--family", q[2], "--covariates", "x,k", "--categorical", "k", "--quadratic", "x", "--cluster", "town", if (off) c("--offset", "months")),
        setNames(list(ct$SE[2], ct$df[2], ct$p_Satt[2]), paste0(t, c("/se", "/df", "/p")))) }
  }
}

# As drawn: three wordings for persons, whole towns, towns that start one after the other, two factors at once.
trial_cases <- function(add, save, seed) {
  from_lm <- function(fit, names, cluster = NULL) {
    r <- list(); p <- c()
    for (i in seq_along(names)) { b <- coef(fit)[[names[i]]]; at <- paste0("arms/", i - 1)
      if (is.null(cluster)) { se <- sqrt(vcovHC(fit, "HC2")[names[i], names[i]]); df <- df.residual(fit) } else { ct <- coef_test(fit, vcov = "CR2", cluster = cluster, test = "Satterthwaite"); k <- match(names[i], rownames(ct)); se <- ct$SE[k]; df <- ct$df[k] }
      p[i] <- 2 * pt(-abs(b / se), df); r[[paste0(at, "/estimate")]] <- b; r[[paste0(at, "/se")]] <- se; r[[paste0(at, "/df")]] <- df; r[[paste0(at, "/ci/0")]] <- b - qt(.975, df) * se }
    holm <- p.adjust(p, "holm"); for (i in seq_along(p)) { r[[paste0("arms/", i - 1, "/p")]] <- p[i]; r[[paste0("arms/", i - 1, "/pHolm")]] <- holm[i] }; r }
  set.seed(seed + 980); n <- 360; town <- sample(12, n, TRUE); age <- round(rnorm(n, 60, 9)); sex <- sample(c("F", "M"), n, TRUE); given <- c(0, 1)[sample(rep(1:2, 6))]
  d <- data.frame(wording = sample(c("いつもの", "損", "得"), n, TRUE), a = rbinom(n, 1, .5), b = rbinom(n, 1, .5), town = paste0("町", town), given = given[town], age, sex)
  d$y <- round(.02 * d$age + .3 * (d$wording == "損") - .2 * (d$sex == "M") + .4 * d$given + rnorm(12, 0, .3)[town] + rnorm(n), 3); d$called <- rbinom(n, 1, plogis(-.4 + .5 * d$a + .3 * d$b - .4 * d$a * d$b)); d$y[sample(n, 6)] <- NA; save(d, "drawn.csv")
  d$wording <- factor(d$wording, c("いつもの", "得", "損")); d$sexM <- as.numeric(d$sex == "M"); e <- d[!is.na(d$y), ]; with <- c("--covariates", "age,sex", "--categorical", "sex")
  add("trial wordings", "drawn.csv", c("trial", "--outcome", "y", "--arm", "wording", "--reference", "いつもの", with), from_lm(lm(y ~ wording + age + sexM, e), c("wording得", "wording損")))
  r <- from_lm(lm(y ~ given + age + sexM, e), "given", e$town); m <- aggregate(y ~ town + given, e, mean); q <- t.test(m$y[m$given == 1], m$y[m$given == 0], var.equal = TRUE)
  add("trial towns", "drawn.csv", c("trial", "--outcome", "y", "--arm", "given", "--cluster", "town", with), c(r, list("clusterMeans/estimate" = unname(q$estimate[1] - q$estimate[2]), "clusterMeans/se" = q$stderr, "clusterMeans/p" = q$p.value, "clusterMeans/ci/1" = q$conf.int[2])))
  r <- from_lm(lm(called ~ a + b, d), c("a", "b")); i <- lm(called ~ a * b, d); r[["interactions/0/estimate"]] <- coef(i)[["a:b"]]; r[["interactions/0/se"]] <- sqrt(vcovHC(i, "HC2")["a:b", "a:b"])
  add("trial factors", "drawn.csv", c("trial", "--outcome", "called", "--factors", "a,b"), r)
  set.seed(seed + 981); w <- expand.grid(town = 1:9, period = 1:4, person = 1:5); w <- w[runif(nrow(w)) > .1, ]; w$given <- as.numeric(w$period > (w$town - 1) %/% 3 + 1); w$age <- round(rnorm(nrow(w), 60, 9)); w$y <- round(.1 * w$period + rnorm(9, 0, .5)[w$town] + .3 * w$given + .01 * w$age + rnorm(nrow(w), 0, .7), 3); save(w, "wedge.csv")
  add("trial wedge", "wedge.csv", c("trial", "--outcome", "y", "--arm", "given", "--cluster", "town", "--period", "period", "--covariates", "age"), from_lm(lm(y ~ given + factor(period) + factor(town) + age, w), "given", w$town))
}

# The same analysis in every level, and Cochran's Q of the levels.
subgroup_cases <- function(add, dir) {
  d <- read.csv(file.path(dir, "plain.csv"), na.strings = c("", "NA", ".", "NaN"), encoding = "UTF-8"); d <- d[complete.cases(d[c("z", "sbp", "age", "sex", "bmi")]), ]; r <- list(); p <- c(); columns <- c("sex", "smoker", "month")
  for (j in seq_along(columns)) { g <- d[[columns[j]]]; levels <- sort(unique(g), method = "radix"); est <- se <- c()
    for (i in seq_along(levels)) { k <- which(g == levels[i]); X <- cbind(age = d$age, male = as.numeric(d$sex == levels(factor(d$sex))[1]), bmi = d$bmi)[k, ]; X <- X[, apply(X, 2, function(x) max(x) > min(x)), drop = FALSE]; q <- iptw(d$sbp[k], d$z[k], X, "ate"); est[i] <- q$estimate; se[i] <- q$se
      r[[paste0("subgroups/", j - 1, "/levels/", i - 1, "/estimate")]] <- est[i]; r[[paste0("subgroups/", j - 1, "/levels/", i - 1, "/se")]] <- se[i] }
    Q <- sum((est - sum(est / se^2) / sum(1 / se^2))^2 / se^2); r[[paste0("subgroups/", j - 1, "/interaction/chiSquare")]] <- Q; p[j] <- pchisq(Q, length(est) - 1, lower.tail = FALSE); r[[paste0("subgroups/", j - 1, "/interaction/p")]] <- p[j] }
  for (j in seq_along(p)) r[[paste0("subgroups/", j - 1, "/interaction/pHolm")]] <- p.adjust(p, "holm")[j]
  add("subgroups", "plain.csv", c("--treatment", "z", "--outcome", "sbp", "--covariates", "age,sex,bmi", "--categorical", "sex", "--subgroups", paste(columns, collapse = ",")), r)
}

# Augmented overlap and matching weights; the stacked equations are differentiated numerically.
overlap_cases <- function(add, dir) {
  all <- read.csv(file.path(dir, "plain.csv"), na.strings = c("", "NA", ".", "NaN"), encoding = "UTF-8")
  for (o in list(c("sbp", "gaussian"), c("event", "binomial"), c("visits", "poisson"), c("cost", "gamma"))) for (est in c("ato", "atm")) {
    d <- all[complete.cases(all[c("z", "age", "bmi", "smoker", o[1])]), ]; y <- d[[o[1]]]; z <- d$z; B <- cbind(1, standard(cbind(d$age, d$bmi, d$smoker))); k <- ncol(B); f <- family_of[[o[2]]]
    b <- glm.fit(B, z, family = binomial(), control = tight)$coefficients; g <- lapply(0:1, function(a) glm.fit(B[z == a, ], y[z == a], family = f, control = tight)$coefficients)
    low <- plogis(drop(B %*% b)) < .5; h <- function(e) if (est == "ato") e * (1 - e) else ifelse(low, e, 1 - e); m <- function(b) f$linkinv(drop(B %*% b)); means_at <- function(a) m(g[[a + 1]])
    e <- plogis(drop(B %*% b)); w <- h(e) / ifelse(z == 1, e, 1 - e); M <- R <- c(0, 0)
    for (a in 0:1) { M[a + 1] <- weighted.mean(means_at(a), h(e)); R[a + 1] <- weighted.mean((y - means_at(a))[z == a], w[z == a]) }
    psi <- function(th, arm_y = function(a) y) { e <- plogis(drop(B %*% th[1:k])); w <- h(e) / ifelse(z == 1, e, 1 - e); out <- (z - e) * B
      for (a in 0:1) { q <- th[k * (1 + a) + 1:k]; mu <- m(q); eta <- drop(B %*% q); out <- cbind(out, (z == a) * (arm_y(a) - mu) * f$mu.eta(eta) / f$variance(mu) * B) }
      for (a in 0:1) { mu <- m(th[k * (1 + a) + 1:k]); i <- 3 * k + 2 * a; out <- cbind(out, h(e) * (mu - th[i + 1]), (z == a) * w * (y - mu - th[i + 2])) }; out }
    th <- c(b, g[[1]], g[[2]], M[1], R[1], M[2], R[2]); fitted <- lapply(0:1, means_at); v <- stacked(psi, th, function(th) psi(th, function(a) fitted[[a + 1]])); i <- 3 * k
    c1 <- c0 <- rep(0, length(th)); c0[i + 1:2] <- 1; c1[i + 3:4] <- 1; V <- rbind(c1, c0) %*% v %*% cbind(c1, c0); r <- means(c(sum(th[i + 3:4]), sum(th[i + 1:2])), V, 1, 2, odds = o[2] == "binomial"); r$p <- NULL
    add(paste("aipw", est, o[1]), "plain.csv", c("--treatment", "z", "--outcome", o[1], "--covariates", "age,bmi,smoker", "--method", "aipw", "--estimand", est, "--family", o[2]), r)
  }
}

# Newey-West with the lag that sandwich chooses; where it exceeds a third of the series the product keeps to the usual lag.
lag_cases <- function(add, dir) {
  for (v in 1:2) { d <- read.csv(file.path(dir, paste0("series", v, ".csv"))); d <- d[order(d$t), ]; d$s1 <- sin(2 * pi * d$t / 12); d$c1 <- cos(2 * pi * d$t / 12); base <- c("its", "--time", "t", "--intervention", "after", "--auto-lag")
    for (q in list(c("rate", "gaussian", 1), c("rate", "gaussian", 0), c("cases", "quasipoisson", 1))) { f <- as.formula(paste(q[1], "~ after + t", if (q[3] == "1") "+ s1 + c1", if (q[2] != "gaussian") "+ offset(log(pop))")); fit <- if (q[2] == "gaussian") lm(f, d) else glm(f, q[2], d, control = tight)
      if (bwNeweyWest(fit, prewhite = 0) >= nrow(d) / 3) next
      add(paste("chosen lag", v, q[2], q[3]), paste0("series", v, ".csv"), c(base, "--outcome", q[1], "--family", q[2], "--harmonics", q[3], if (q[2] != "gaussian") c("--offset", "pop")), list(estimate = coef(fit)[["after"]], se = sqrt(NeweyWest(fit, prewhite = FALSE)["after", "after"]))) } }
}

# Covariates as responses at the cut-off: rdrobust of each of them.
continuity_cases <- function(add, save, seed) {
  set.seed(seed + 990); n <- 800; x <- round(rnorm(n, 84, 7), 1); age <- round(60 + .2 * (x - 84) + rnorm(n, 0, 8)); drinks <- round(pmax(0, 2 + .8 * (x >= 85) + rnorm(n)), 2); y <- round(5 + .1 * x - (x >= 85) + rnorm(n), 3)
  d <- data.frame(x, age, drinks, y); d$age[sample(n, 9)] <- NA; save(d, "continuity.csv"); r <- list(); p <- c()
  for (i in 1:2) { v <- d[[c("age", "drinks")[i]]]; k <- !is.na(v); m <- suppressWarnings(rdrobust::rdrobust(v[k], d$x[k], c = 85)); at <- paste0("continuity/", i - 1); r[[paste0(at, "/estimate")]] <- m$coef[1]; r[[paste0(at, "/robust/estimate")]] <- m$coef[2]; r[[paste0(at, "/robust/se")]] <- m$se[3]; r[[paste0(at, "/bandwidth")]] <- m$bws[1, 1]; p[i] <- m$pv[3]; r[[paste0(at, "/robust/p")]] <- p[i] }
  for (i in 1:2) r[[paste0("continuity/", i - 1, "/pHolm")]] <- p.adjust(p, "holm")[i]
  add("continuity of covariates", "continuity.csv", c("rdd", "--outcome", "y", "--running", "x", "--cutoff", "85", "--covariates", "age,drinks"), r)
}

# A start that was announced before. did counts the announced years into its test of the trends before, the product does not.
anticipation_cases <- function(add, dir) {
  p <- read.csv(file.path(dir, "staggered1.csv")); p$id <- as.integer(factor(p$unit))
  for (control in c("never", "not-yet")) for (a in 1:2) {
    g <- suppressWarnings(did::att_gt("y", "year", "id", "start", ~1, p, anticipation = a, control_group = c(never = "nevertreated", "not-yet" = "notyettreated")[[control]], bstrap = FALSE, cband = FALSE, print_details = FALSE))
    if (anyNA(g$att)) next
    r <- list(); se <- sqrt(colSums(as.matrix(g$inffunc)^2)) / nrow(g$inffunc)
    for (i in seq_along(g$group)) { t <- paste0("groupTime/", i - 1); r[[paste0(t, "/group")]] <- g$group[i]; r[[paste0(t, "/period")]] <- g$t[i]; r[[paste0(t, "/estimate")]] <- g$att[i]; r[[paste0(t, "/se")]] <- se[i] }
    s <- did::aggte(g, "simple", bstrap = FALSE, cband = FALSE); r$estimate <- s$overall.att; r$se <- s$overall.se
    add(paste("anticipation", control, a), "staggered1.csv", c("did", "--outcome", "y", "--unit", "unit", "--time", "year", "--first-treated", "start", "--control", control, "--anticipation", a), r)
  }
}

# Restricted means of weighted people: what a small change of each weight does to the area, by differences.
weighted_mean_cases <- function(add, dir) {
  area <- function(time, event, w, tau) { k <- survfit(Surv(time, event) ~ 1, weights = w); t <- c(0, k$time[k$time < tau], tau); sum(diff(t) * c(1, k$surv[k$time < tau])) }
  for (v in 1:2) { file <- paste0("follow", v, ".csv"); d <- read.csv(file.path(dir, file)); e <- glm(g ~ a + f + ps, binomial, d, control = tight)$fitted.values
    for (w in c("ate", "att", "ato")) { u <- if (w == "ate") ifelse(d$g == 1, mean(d$g) / e, (1 - mean(d$g)) / (1 - e)) else weight_of[[w]](e, d$g); m <- s <- c()
      for (arm in 0:1) { k <- d$g == arm; t <- d$months[k]; ev <- d$care[k]; q <- u[k]; m[arm + 1] <- area(t, ev, q, 30); h <- 1e-4 * q
        s[arm + 1] <- sqrt(sum(sapply(seq_along(q), function(i) { up <- dn <- q; up[i] <- q[i] + h[i]; dn[i] <- q[i] - h[i]; q[i] * (area(t, ev, up, 30) - area(t, ev, dn, 30)) / (2 * h[i]) })^2)) }
      r <- list(); for (arm in 0:1) { k <- d$g == arm; part <- d[k, ]; part$wt_now <- u[k]; part$row <- which(k); i <- summary(survfit(Surv(months, factor(cause, 0:2)) ~ 1, part, weights = wt_now, id = row, robust = TRUE), times = c(6, 12, 24))
        for (j in 1:3) { at <- paste0("cumulativeIncidence/", c("control", "treated")[arm + 1], "/", i$time[j]); r[[paste0(at, "/incidence")]] <- i$pstate[j, 2]; r[[paste0(at, "/se")]] <- i$std.err[j, 2] } }
      add(paste("weighted incidence", v, w), file, c("survival", "--time", "months", "--event", "cause", "--treatment", "g", "--covariates", "a,f,ps", "--categorical", "f", "--weighting", w, "--competing", "--times", "6,12,24"), r)
      add(paste("weighted restricted mean", v, w), file, c("survival", "--time", "months", "--event", "care", "--treatment", "g", "--covariates", "a,f,ps", "--categorical", "f", "--weighting", w, "--horizon", "30"),
        list("restrictedMean/control/mean" = m[1], "restrictedMean/treated/mean" = m[2], "restrictedMean/control/se" = s[1], "restrictedMean/treated/se" = s[2], "restrictedMean/difference/se" = sqrt(sum(s^2)))) } }
}
