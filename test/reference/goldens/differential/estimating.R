# Generic M-estimation with numerical derivatives, so that standard errors share no formula with the product.
jacobian <- function(f, x) sapply(seq_along(x), function(j) {
  h <- 1e-4 * max(abs(x[j]), 1e-2); at <- function(k) { e <- x; e[j] <- e[j] + k; f(e) }
  (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h)
})
# psi: n x p estimating functions; psi_a: those to differentiate (expected information); cluster: sums with G/(G-1).
stacked <- function(psi, theta, psi_a = psi, cluster = NULL) {
  n <- nrow(psi(theta)); a <- jacobian(function(t) colMeans(psi_a(t)), theta); s <- psi(theta); f <- 1
  if (!is.null(cluster)) { s <- rowsum(s, cluster); f <- nrow(s) / (nrow(s) - 1) }
  f * solve(a) %*% (crossprod(s) / n) %*% t(solve(a)) / n
}
weight_of <- list(ate = function(e, z) z / e + (1 - z) / (1 - e), att = function(e, z) z + (1 - z) * e / (1 - e),
  atc = function(e, z) z * (1 - e) / e + 1 - z, ato = function(e, z) z * (1 - e) + (1 - z) * e,
  atm = function(e, z) pmin(e, 1 - e) / ifelse(z == 1, e, 1 - e))
target_of <- list(ate = function(z) z * 0 + 1, att = function(z) z, atc = function(z) 1 - z)
family_of <- list(gaussian = gaussian(), binomial = binomial(), poisson = poisson(), gamma = Gamma("log"))
tight <- list(epsilon = 1e-300, maxit = 60) # until the deviance stands still

# What the document says about two means: difference, (log) ratio, odds ratio.
means <- function(theta, v, i1, i0, rate = FALSE, odds = FALSE) {
  g <- rep(0, length(theta)); line <- function(a, b) { g[i1] <- a; g[i0] <- b; sqrt(drop(g %*% v %*% g)) }
  m1 <- theta[[i1]]; m0 <- theta[[i0]]; se <- line(1, -1)
  r <- list(estimate = m1 - m0, se = se, "ci/0" = m1 - m0 - qnorm(.975) * se, p = 2 * pnorm(-abs((m1 - m0) / se)),
    "means/treated/estimate" = m1, "means/control/estimate" = m0)
  if (m1 > 0 && m0 > 0) { k <- if (rate) "effects/rate-ratio" else "effects/ratio"
    r[[paste0(k, "/estimate")]] <- m1 / m0; r[[paste0(k, "/se")]] <- line(1 / m1, -1 / m0) }
  if (odds) { r[["effects/odds-ratio/estimate"]] <- m1 / (1 - m1) / (m0 / (1 - m0))
    r[["effects/odds-ratio/se"]] <- line(1 / m1 / (1 - m1), -1 / m0 / (1 - m0)) }
  r
}

iptw <- function(y, z, X, estimand, t = rep(1, length(y)), s = rep(1, length(y)), cut = 0, odds = FALSE, rate = FALSE, cluster = NULL) {
  X <- cbind(1, standard(X)); b <- glm.fit(X, z, weights = s, family = quasibinomial(), control = tight)$coefficients; k <- length(b)
  w0 <- weight_of[[estimand]](plogis(drop(X %*% b)), z); lim <- if (cut > 0) quantile(w0, c(cut, 1 - cut)) else c(-Inf, Inf)
  inside <- w0 >= lim[1] & w0 <= lim[2]; edge <- pmin(pmax(w0, lim[1]), lim[2])
  low <- plogis(drop(X %*% b)) < .5 # the side of the kink of the matching weights is kept while differentiating
  rule <- if (estimand == "atm") function(e, z) ifelse(low, e, 1 - e) / ifelse(z == 1, e, 1 - e) else weight_of[[estimand]]
  W <- function(b) s * ifelse(inside, rule(plogis(drop(X %*% b)), z), edge); w <- W(b)
  m1 <- sum(w * y * z) / sum(w * t * z); m0 <- sum(w * y * (1 - z)) / sum(w * t * (1 - z))
  psi <- function(th) { w <- W(th[1:k]); cbind(s * (z - plogis(drop(X %*% th[1:k]))) * X, w * z * (y - th[k + 1] * t), w * (1 - z) * (y - th[k + 2] * t)) }
  r <- means(c(b, m1, m0), stacked(psi, c(b, m1, m0), cluster = cluster), k + 1, k + 2, rate, odds)
  fixed <- function(th) cbind(w * z * (y - th[1] * t), w * (1 - z) * (y - th[2] * t))
  r$seRobust <- means(c(m1, m0), stacked(fixed, c(m1, m0), cluster = cluster), 1, 2)$se
  r[["ess/treated"]] <- sum(w[z == 1])^2 / sum(w[z == 1]^2); r[["ess/control"]] <- sum(w[z == 0])^2 / sum(w[z == 0]^2)
  attr(r, "weights") <- w; r
}

gcomp <- function(y, z, X, fam, estimand, t = NULL, modifier = NULL, s = rep(1, length(y))) {
  f <- family_of[[fam]]; X <- standard(X); off <- if (is.null(t)) rep(0, length(y)) else log(t); tt <- if (is.null(t)) rep(1, length(y)) else t
  design <- function(z) cbind(1, z, X, if (!is.null(modifier)) z * modifier); M <- design(z); M1 <- design(z * 0 + 1); M0 <- design(z * 0)
  b <- glm.fit(M, y, weights = s, family = if (fam == "binomial") quasibinomial() else f, offset = off, control = tight)$coefficients; k <- length(b)
  h <- function(M, b) f$linkinv(drop(M %*% b) + off); g <- s * target_of[[estimand]](z)
  m1 <- sum(g * h(M1, b)) / sum(g * tt); m0 <- sum(g * h(M0, b)) / sum(g * tt); fitted <- h(M, b)
  psi <- function(th, yy = y) { mu <- h(M, th[1:k]); eta <- drop(M %*% th[1:k]) + off
    cbind(s * (yy - mu) * f$mu.eta(eta) / f$variance(mu) * M, g * (h(M1, th[1:k]) - th[k + 1] * tt), g * (h(M0, th[1:k]) - th[k + 2] * tt)) }
  th <- c(b, m1, m0); means(th, stacked(psi, th, function(th) psi(th, fitted)), k + 1, k + 2, !is.null(t), fam == "binomial")
}

# Newton for weights that balance every column of X exactly.
solve_balance <- function(moment, k) { l <- rep(0, k); for (i in 1:100) { m <- moment(l); step <- solve(jacobian(moment, l), m)
  size <- 1; while (size > 1e-6 && !(sum(moment(l - size * step)^2) < sum(m^2))) size <- size / 2
  l <- l - size * step; if (max(abs(moment(l))) < 1e-13) break }; l }
ebal <- function(y, z, X, estimand) {
  X <- standard(X); B <- cbind(1, X); k <- ncol(B); g <- target_of[[estimand]](z); arms <- setdiff(c(1, 0), switch(estimand, att = 1, atc = 0, 9))
  lam <- lapply(arms, function(a) solve_balance(function(l) colMeans(ifelse(z == a, 1, 0) * exp(drop(B %*% l)) * B - g * B), k))
  W <- function(th) { w <- g; for (i in seq_along(arms)) { l <- th[(i - 1) * k + 1:k]; w <- ifelse(z == arms[i], exp(drop(B %*% l)), w) }; w }
  th <- unlist(lam); p <- length(th); w <- W(th); m1 <- sum(w * z * y) / sum(w * z); m0 <- sum(w * (1 - z) * y) / sum(w * (1 - z)); th <- c(th, m1, m0)
  psi <- function(th) { w <- W(th); cbind(do.call(cbind, lapply(seq_along(arms), function(i) (ifelse(z == arms[i], w, 0) - g) * B)), w * z * (y - th[p + 1]), w * (1 - z) * (y - th[p + 2])) }
  means(th, stacked(psi, th), p + 1, p + 2)
}
cbps <- function(y, z, X, estimand) {
  B <- cbind(1, standard(X)); k <- ncol(B)
  W <- function(b) weight_of[[estimand]](plogis(drop(B %*% b)), z); m <- function(b) colMeans((2 * z - 1) * W(b) * B)
  b <- glm.fit(B, z, family = binomial())$coefficients
  for (i in 1:100) { st <- solve(jacobian(m, b), m(b)); b <- b - st; if (max(abs(m(b))) < 1e-13) break }
  w <- W(b); m1 <- sum(w * z * y) / sum(w * z); m0 <- sum(w * (1 - z) * y) / sum(w * (1 - z)); th <- c(b, m1, m0)
  psi <- function(th) { w <- W(th[1:k]); cbind((2 * z - 1) * w * B, w * z * (y - th[k + 1]), w * (1 - z) * (y - th[k + 2])) }
  means(th, stacked(psi, th), k + 1, k + 2)
}
aipw <- function(y, z, X, fam, estimand) {
  B <- cbind(1, standard(X)); f <- family_of[[fam]]; n <- length(y)
  e <- glm.fit(B, z, family = binomial(), control = tight)$fitted.values
  coefficients <- lapply(0:1, function(a) glm.fit(B[z == a, ], y[z == a], family = f, control = tight)$coefficients)
  edge <- function(a) { m <- f$linkinv(drop(B[z == a, ] %*% coefficients[[a + 1]])); fam %in% c("binomial", "poisson") && (min(m) < 1e-6 || (fam == "binomial" && max(m) > 1 - 1e-6)) }
  if (anyNA(unlist(coefficients)) || edge(0) || edge(1)) return(NULL) # an arm without events in a level: refused by the product
  p <- function(a) f$linkinv(drop(B %*% coefficients[[a + 1]])); m1 <- p(1); m0 <- p(0)
  if (estimand == "ate") { v <- m1 - m0 + z * (y - m1) / e - (1 - z) * (y - m0) / (1 - e); return(list(estimate = mean(v), se = sd(v) / sqrt(n))) }
  g <- target_of[[estimand]](z); q <- mean(g)
  v <- if (estimand == "att") (z * (y - m0) - (1 - z) * e / (1 - e) * (y - m0)) / q else (-(1 - z) * (y - m1) + z * (1 - e) / e * (y - m1)) / q
  list(estimate = mean(v), se = sqrt(sum((v - g / q * mean(v))^2)) / n)
}
