# Further classes: competing events, models whose scoring steps creep, clustered small samples.
further_cases <- function(dir, seed) {
  out <- list()
  add <- function(id, table, args, expect, tolerance = NULL) out[[length(out) + 1]] <<- c(list(name = id, table = table, args = args, expect = expect), if (!is.null(tolerance)) list(tolerance = tolerance))
  save <- function(d, file) write.csv(d, file.path(dir, file), row.names = FALSE, na = "", fileEncoding = "UTF-8")
  competing_cases(add, dir); creeping_cases(add, save, seed); few_cluster_cases(add, save, seed)
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
