# Makes people.csv, follow-up.csv and panel.csv (synthetic, seeded) and expected.json: the numbers that the command
# must give on them. Base R plus survey, sandwich, survival, MASS (versions are written to expected.json).
# Standard errors that allow for estimated nuisance models come from a generic M-estimator whose derivative is
# numerical, so they do not share a formula with the product. Run: Rscript test/reference/goldens/make.R
suppressMessages({library(survey); library(sandwich); library(survival); library(MASS)})
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)))
options(digits = 17, warn = 1)
set.seed(20260405)

## ---- data -----------------------------------------------------------------------------------------------------
n <- 900
sex <- sample(c("M", "F"), n, TRUE); district <- sample(c("north", "South", "east", "West"), n, TRUE, c(.4, .3, .2, .1))
age <- round(rnorm(n, 60, 9)); bmi <- round(rnorm(n, 24, 3.4), 1); smoker <- rbinom(n, 1, .25)
grade <- sample(c(1, 2, 10), n, TRUE)
lp <- -1 + .04 * (age - 60) + .5 * (sex == "F") - .6 * smoker + .3 * (district == "South") + .05 * (bmi - 24)^2 / 4
z <- rbinom(n, 1, plogis(lp)); clinic <- sample(1:40, n, TRUE); u <- rnorm(40, 0, .4)[clinic]
sbp <- round(120 + .5 * age + 1.2 * bmi - 4 * z + 3 * smoker + 4 * u + rnorm(n, 0, 11), 1)
event <- rbinom(n, 1, plogis(-2 + .03 * (age - 60) + .6 * smoker - .5 * z + u))
months <- sample(3:12, n, TRUE); visits <- rnbinom(n, mu = months / 4 * exp(.02 * (age - 60) + .3 * smoker - .2 * z + u), size = 1.5)
cost <- round(rgamma(n, shape = 1.4, rate = 1.4 / (20000 * exp(.01 * (age - 60) + .25 * smoker - .15 * z))), 0) + 1
spend <- ifelse(runif(n) < .3, 0, cost); wgt <- round(runif(n, .5, 3), 3)
people <- data.frame(id = seq_len(n), z, arm = ifelse(z == 1, "walking", "control"), sex, district, grade, age, bmi, smoker,
                     twice = 2 * age, clinic = paste0("c", clinic), sbp, event, months, visits, cost, spend, wgt)
people$bmi[sample(n, 25)] <- NA; people$district[sample(n, 12)] <- NA; people$sbp[sample(n, 30)] <- NA
write.csv(people, file.path(here, "people.csv"), row.names = FALSE, na = "", quote = FALSE)

out <- list(meta = list(R = R.version.string,
  packages = sapply(c("survey", "sandwich", "survival", "MASS"), function(p) as.character(packageVersion(p)))))

## ---- generic M-estimation -------------------------------------------------------------------------------------
jac <- function(f, x) sapply(seq_along(x), function(j) {
  h <- 1e-4 * max(abs(x[j]), 1e-2); d <- function(k) { e <- x; e[j] <- e[j] + k; f(e) }
  (8 * (d(h) - d(-h)) - (d(2 * h) - d(-2 * h))) / (12 * h)
})
# psi_a: the estimating functions to differentiate, where the expected information is wanted (gamma with log link is
# not canonical; summary.glm and sandwich use the expected information as well).
mest <- function(psi, theta, psi_a = psi) {
  a <- jac(function(t) colMeans(psi_a(t)), theta); b <- crossprod(psi(theta)) / nrow(psi(theta))
  solve(a) %*% b %*% t(solve(a)) / nrow(psi(theta))
}
weight <- list(ate = function(e, z) z / e + (1 - z) / (1 - e), att = function(e, z) z + (1 - z) * e / (1 - e),
  atc = function(e, z) z * (1 - e) / e + 1 - z, ato = function(e, z) z * (1 - e) + (1 - z) * e,
  atm = function(e, z) pmin(e, 1 - e) / ifelse(z == 1, e, 1 - e))
summ <- function(m, v, i1, i0) {
  g <- rep(0, length(m)); L <- function(a, b) { g[i1] <- a; g[i0] <- b; sqrt(drop(g %*% v %*% g)) }
  m1 <- m[i1]; m0 <- m[i0]
  r <- list(mean1 = m1, mean0 = m0, diff = m1 - m0, se = L(1, -1))
  if (m1 > 0 && m0 > 0) r <- c(r, list(ratio = m1 / m0, se_log_ratio = L(1 / m1, -1 / m0)))
  if (m1 > 0 && m0 > 0 && m1 < 1 && m0 < 1)
    r <- c(r, list(or = m1 / (1 - m1) / (m0 / (1 - m0)), se_log_or = L(1 / m1 / (1 - m1), -1 / m0 / (1 - m0))))
  r
}
PS <- ~ age + I(age^2) + sex + district + smoker + bmi   # order of columns as given to --covariates
complete <- function(...) { k <- c("age", "sex", "district", "smoker", "bmi", "z", c(...)); d <- people[complete.cases(people[k]), ]
  d$district <- factor(d$district, levels = sort(unique(d$district), method = "radix")); d }
scaled <- function(X) { s <- apply(X, 2, sd); m <- colMeans(X); k <- s > 0; X[, k] <- sweep(sweep(X[, k], 2, m[k]), 2, s[k], "/"); X }

## ---- weighting ------------------------------------------------------------------------------------------------
iptw <- function(yname, estimand, expo = NULL) {
  d <- complete(yname, expo); X <- scaled(model.matrix(PS, d)); y <- d[[yname]]; z <- d$z; t <- if (is.null(expo)) rep(1, nrow(d)) else d[[expo]]
  fit <- glm.fit(X, z, family = binomial(), control = list(epsilon = 1e-14, maxit = 50)); b <- fit$coefficients; k <- length(b)
  e <- plogis(drop(X %*% b)); w <- weight[[estimand]](e, z)
  m1 <- sum(w * y * z) / sum(w * t * z); m0 <- sum(w * y * (1 - z)) / sum(w * t * (1 - z))
  psi <- function(th) { e <- plogis(drop(X %*% th[1:k])); w <- weight[[estimand]](e, z)
    cbind((z - e) * X, w * z * (y - th[k + 1] * t), w * (1 - z) * (y - th[k + 2] * t)) }
  th <- c(b, m1, m0); r <- summ(th, mest(psi, th), k + 1, k + 2)
  wfix <- w; pf <- function(th) cbind(wfix * z * (y - th[1] * t), wfix * (1 - z) * (y - th[2] * t))
  r$se_fixed <- summ(c(m1, m0), mest(pf, c(m1, m0)), 1, 2)$se
  r$n <- nrow(d); r$ess1 <- sum(w[z == 1])^2 / sum(w[z == 1]^2); r$ess0 <- sum(w[z == 0])^2 / sum(w[z == 0]^2)
  full <- glm(update(PS, z ~ .), binomial, d, control = list(epsilon = 1e-14)); r$ps <- as.list(coef(full)); r
}
for (e in names(weight)) { out$iptw[[e]] <- list(gaussian = iptw("sbp", e), binomial = iptw("event", e), poisson = iptw("visits", e, "months")) }

## ---- weighting for treatment and for missing follow-up -----------------------------------------------------------
ipcw <- function(estimand) {
  d <- people[complete.cases(people[c("age", "sex", "smoker")]), ]; r <- as.numeric(!is.na(d$sbp)); y <- ifelse(r == 1, d$sbp, 0); z <- d$z
  X <- scaled(model.matrix(~ age + sex + smoker, d)); C <- scaled(model.matrix(~ z + age + sex + smoker, d)); ctl <- list(epsilon = 1e-14, maxit = 50)
  b <- glm.fit(X, z, family = binomial(), control = ctl)$coefficients; g <- glm.fit(C, r, family = binomial(), control = ctl)$coefficients; k <- length(b); l <- length(g)
  W <- function(th) r * weight[[estimand]](plogis(drop(X %*% th[1:k])), z) / plogis(drop(C %*% th[k + 1:l]))
  w <- W(c(b, g)); th <- c(b, g, sum(w * y * z) / sum(w * z), sum(w * y * (1 - z)) / sum(w * (1 - z)))
  psi <- function(th) { w <- W(th); cbind((z - plogis(drop(X %*% th[1:k]))) * X, (r - plogis(drop(C %*% th[k + 1:l]))) * C, w * z * (y - th[k + l + 1]), w * (1 - z) * (y - th[k + l + 2])) }
  summ(th, mest(psi, th), k + l + 1, k + l + 2)
}
for (e in c("ate", "att", "ato")) out$ipcw[[e]] <- ipcw(e)

## ---- g-computation and AIPW -----------------------------------------------------------------------------------
FAM <- list(gaussian = gaussian(), binomial = binomial(), poisson = poisson(), gamma = Gamma("log"))
target <- list(ate = function(z) z * 0 + 1, att = function(z) z, atc = function(z) 1 - z)
gcomp <- function(yname, fam, estimand, expo = NULL, cross = FALSE) {
  d <- complete(yname, expo); y <- d[[yname]]; z <- d$z; f <- FAM[[fam]]; t <- if (is.null(expo)) rep(1, nrow(d)) else d[[expo]]
  form <- if (cross) ~ z + age + I(age^2) + sex + district + smoker + bmi + z:smoker else update(PS, ~ z + .)
  M <- model.matrix(form, d); d1 <- d; d1$z <- 1; d0 <- d; d0$z <- 0; M1 <- model.matrix(form, d1); M0 <- model.matrix(form, d0)
  s <- c(1, apply(M[, -1], 2, sd)); M <- sweep(M, 2, s, "/"); M1 <- sweep(M1, 2, s, "/"); M0 <- sweep(M0, 2, s, "/")
  off <- if (is.null(expo)) rep(0, nrow(d)) else log(t)
  fit <- glm.fit(M, y, family = f, offset = off, control = list(epsilon = 1e-14, maxit = 100)); b <- fit$coefficients; k <- length(b)
  h <- function(X, b) f$linkinv(drop(X %*% b) + off); g <- target[[estimand]](z)
  m1 <- sum(g * h(M1, b)) / sum(g * t); m0 <- sum(g * h(M0, b)) / sum(g * t)
  fitted <- h(M, b)
  psi <- function(th, y = d[[yname]]) { b <- th[1:k]; mu <- h(M, b); eta <- drop(M %*% b) + off
    cbind((y - mu) * f$mu.eta(eta) / f$variance(mu) * M, g * (h(M1, b) - th[k + 1] * t), g * (h(M0, b) - th[k + 2] * t)) }
  th <- c(b, m1, m0); r <- summ(th, mest(psi, th, function(th) psi(th, fitted)), k + 1, k + 2); r$coef_z <- unname(b[2] / s[2]); r
}
for (e in names(target)) out$gcomp[[e]] <- list(gaussian = gcomp("sbp", "gaussian", e, cross = TRUE), binomial = gcomp("event", "binomial", e),
  poisson = gcomp("visits", "poisson", e, "months"), gamma = gcomp("cost", "gamma", e))
aipw <- function(yname, fam, estimand) {
  d <- complete(yname); y <- d[[yname]]; z <- d$z; X <- model.matrix(PS, d); f <- FAM[[fam]]; ctl <- list(epsilon = 1e-14, maxit = 100)
  e <- glm.fit(X, z, family = binomial(), control = ctl)$fitted.values
  p <- function(a) f$linkinv(drop(X %*% glm.fit(X[z == a, ], y[z == a], family = f, control = ctl)$coefficients)); m1 <- p(1); m0 <- p(0)
  if (estimand == "ate") { v <- m1 - m0 + z * (y - m1) / e - (1 - z) * (y - m0) / (1 - e); list(diff = mean(v), se = sd(v) / sqrt(length(v))) }
  else if (estimand == "att") { v <- (z * (y - m0) - (1 - z) * e / (1 - e) * (y - m0)) / mean(z); est <- mean(v)
    list(diff = est, se = sqrt(sum((v - z / mean(z) * est)^2)) / length(v)) }
  else { v <- (-(1 - z) * (y - m1) + z * (1 - e) / e * (y - m1)) / mean(1 - z); est <- mean(v)
    list(diff = est, se = sqrt(sum((v - (1 - z) / mean(1 - z) * est)^2)) / length(v)) }
}
for (e in names(target)) out$aipw[[e]] <- list(gaussian = aipw("sbp", "gaussian", e), binomial = aipw("event", "binomial", e), poisson = aipw("visits", "poisson", e))

## ---- regression -----------------------------------------------------------------------------------------------
reg <- function(fit, cl = NULL) { s <- summary(fit)$coefficients; hc <- function(t) sqrt(diag(vcovHC(fit, type = t)))[[2]]
  r <- list(coef = as.list(coef(fit)[!is.na(coef(fit))]), se = as.list(setNames(s[, 2], rownames(s))), p = s[2, 4], hc0 = hc("HC0"), hc1 = hc("HC1"), hc2 = hc("HC2"), hc3 = hc("HC3"))
  if (!is.null(cl)) { r$cl_cr0 <- sqrt(vcovCL(fit, cl, type = "HC0", cadjust = FALSE)[2, 2]); r$cl_default <- sqrt(vcovCL(fit, cl)[2, 2]) }
  r }
tight <- list(epsilon = 1e-14, maxit = 100)
d <- people; d$district <- factor(d$district, levels = sort(unique(d$district[!is.na(d$district)]), method = "radix"))
used <- function(fit) d$clinic[as.integer(rownames(model.frame(fit)))]
add <- function(name, fit, cluster = FALSE) out$regression[[name]] <<- reg(fit, if (cluster) used(fit))
add("gaussian", lm(sbp ~ z + age + I(age^2) + sex + district + smoker + bmi, d), TRUE)
add("weighted", lm(sbp ~ z + age + sex, d, weights = wgt))
add("binomial", glm(event ~ z + age + I(age^2) + sex + district + smoker + bmi, binomial, d, control = tight), TRUE)
add("quasibinomial", glm(event ~ z + age + sex, quasibinomial, d, control = tight))
add("poisson", glm(visits ~ z + age + sex + factor(grade) + offset(log(months)), poisson, d, control = tight), TRUE)
names(out$regression$poisson$coef) <- names(out$regression$poisson$se) <- sub("factor\\(grade\\)", "grade", names(out$regression$poisson$coef))
add("quasipoisson", glm(visits ~ z + age + sex + offset(log(months)), quasipoisson, d, control = tight))
nb <- glm.nb(visits ~ z + age + sex + smoker + offset(log(months)), d, control = glm.control(epsilon = 1e-14, maxit = 200))
sn <- summary(nb)$coefficients; out$regression$negbin <- list(coef = as.list(coef(nb)), se = as.list(setNames(sn[, 2], rownames(sn))), theta = nb$theta)
add("gamma", glm(cost ~ z + age + sex + smoker, Gamma("log"), d, control = tight), TRUE)
add("collinear", lm(sbp ~ z + age + twice + sex, d)); out$regression$collinear$se <- out$regression$collinear$se[names(out$regression$collinear$coef)]
add("labels", lm(sbp ~ arm + district, d))

## ---- survival -------------------------------------------------------------------------------------------------
m <- 500; g <- rbinom(m, 1, .45); a <- round(rnorm(m, 75, 6)); f <- sample(c("M", "F"), m, TRUE); ps <- rbinom(m, 1, .3)
tt <- rexp(m, .02 * exp(-.4 * g + .04 * (a - 75) + .3 * ps)); dd <- rexp(m, .01 * exp(.05 * (a - 75))); cc <- runif(m, 6, 60)
months <- pmax(1, ceiling(pmin(tt, dd, cc))); cause <- ifelse(tt <= pmin(dd, cc), 1, ifelse(dd <= cc, 2, 0)); care <- as.integer(cause == 1)
fu <- data.frame(g, a, f, ps, months, cause, care, town = sample(1:30, m, TRUE)); write.csv(fu, file.path(here, "follow-up.csv"), row.names = FALSE, quote = FALSE)
cx <- function(fit) list(coef = as.list(coef(fit)), se = unname(sqrt(diag(if (is.null(fit$naive.var)) fit$var else fit$naive.var))), robust = if (is.null(fit$naive.var)) NULL else unname(sqrt(diag(fit$var))),
  loglik = fit$loglik)
cc0 <- coxph.control(eps = 1e-13, toler.chol = 1e-14, iter.max = 50)
out$survival$cox <- cx(coxph(Surv(months, care) ~ g + a + f + ps, fu, robust = TRUE, control = cc0))
out$survival$cluster <- cx(coxph(Surv(months, care) ~ g + a + f + ps, fu, cluster = town, control = cc0))
out$survival$breslow <- cx(coxph(Surv(months, care) ~ g + a + f + ps, fu, ties = "breslow", robust = TRUE, control = cc0))
out$survival$concordance <- unname(coxph(Surv(months, care) ~ g + a + f + ps, fu, control = cc0)$concordance["concordance"])
zp <- cox.zph(coxph(Surv(months, care) ~ g + a + f + ps, fu, control = cc0))$table; out$survival$zph <- as.list(setNames(zp[, 1], rownames(zp)))
e <- glm(g ~ a + f + ps, binomial, fu, control = tight)$fitted.values; fu$w <- ifelse(g == 1, mean(g) / e, (1 - mean(g)) / (1 - e))
out$survival$weighted <- cx(coxph(Surv(months, care) ~ g, fu, weights = w, robust = TRUE, control = cc0))
km <- summary(survfit(Surv(months, care) ~ g, fu), times = c(6, 12, 24)); out$survival$km <- list(surv = km$surv, se = km$std.err, lo = km$lower, hi = km$upper)
wk <- summary(survfit(Surv(months, care) ~ g, fu, weights = w), times = c(6, 12, 24)); out$survival$weighted_km <- wk$surv
rm <- summary(survfit(Surv(months, care) ~ g, fu), rmean = 36)$table; out$survival$rmst <- list(mean = unname(rm[, "rmean"]), se = unname(rm[, "se(rmean)"]))
ci <- summary(survfit(Surv(months, factor(cause, 0:2)) ~ 1, fu[fu$g == 1, ]), times = c(6, 12, 24)); out$survival$incidence <- list(one = ci$pstate[, 2], two = ci$pstate[, 3])
lr <- survdiff(Surv(months, care) ~ g, fu); out$survival$logrank <- lr$chisq

## ---- staggered start: group-time effects are differences in differences of changes ------------------------------
u <- 120; start <- sample(c(0, 2022, 2023), u, TRUE); panel <- expand.grid(unit = 1:u, year = 2019:2024); panel$start <- start[panel$unit]
panel$y <- round(rnorm(u)[panel$unit] + .3 * (panel$year - 2019) + ifelse(panel$start > 0 & panel$year >= panel$start, 1 + .2 * (panel$year - panel$start), 0) + rnorm(nrow(panel), 0, .8), 4)
write.csv(panel, file.path(here, "panel.csv"), row.names = FALSE, quote = FALSE); wide <- reshape(panel, idvar = c("unit", "start"), timevar = "year", direction = "wide")
for (gg in c(2022, 2023)) for (yy in 2020:2024) { base <- if (yy >= gg) gg - 1 else yy - 1; k <- wide$start %in% c(0, gg)
  dy <- wide[[paste0("y.", yy)]] - wide[[paste0("y.", base)]]; fit <- lm(dy[k] ~ I(wide$start[k] == gg))
  out$staggered[[paste0(gg, "_", yy)]] <- list(est = unname(coef(fit)[2]), se = sqrt(vcovHC(fit, "HC0")[2, 2])) }

## ---- distributions ----------------------------------------------------------------------------------------------
out$distributions <- list(
  qnorm = sapply(c(1e-12, 1e-5, .025, .3, .9, .9999), qnorm), pnorm = sapply(c(-30, -8, -1.5, 0, 2, 7), pnorm),
  pt = mapply(pt, c(-40, -3, -.5, 2), c(3, 7.5, 200, 1)), qt = mapply(qt, c(1e-8, .025, .4, .99), c(3, 7.5, 200, 1)),
  pchisq_upper = mapply(function(x, k) pchisq(x, k, lower.tail = FALSE), c(.01, 3.84, 60, 400), c(1, 1, 12, 50)), qchisq = mapply(qchisq, c(.001, .5, .975), c(1, 12, 300)),
  pgamma = mapply(pgamma, c(.1, 3, 70000, 1e6), c(.5, 2, 70500, 1e6)), qgamma = mapply(qgamma, c(.025, .975, .5), c(.7, 71059, 1e6)),
  pbeta = mapply(pbeta, c(.01, .5, .99), c(2, 30, 200), c(5, 20, 3)), qbeta = mapply(qbeta, c(.025, .5, .975), c(1, 30, 4), c(99, 20, 1)),
  pf_upper = mapply(function(x, a, b) pf(x, a, b, lower.tail = FALSE), c(.5, 4, 30), c(1, 3, 10), c(10, 50, 20)))

## ---- write (no JSON package is needed) ---------------------------------------------------------------------------
json <- function(x) {
  if (is.null(x)) "null" else if (is.list(x)) paste0("{", paste(sprintf("\"%s\":%s", names(x), sapply(x, json)), collapse = ",\n"), "}")
  else if (is.character(x)) { if (!is.null(names(x))) json(as.list(x)) else sprintf("\"%s\"", x) }
  else if (length(x) == 1) formatC(unname(x), digits = 17, format = "g") else paste0("[", paste(formatC(unname(x), digits = 17, format = "g"), collapse = ","), "]")
}
writeLines(json(out), file.path(here, "expected.json"))
