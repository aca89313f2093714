# Makes curve-limits.json: pointwise limits of a product-limit curve (log-log, Greenwood) and of the counterfactual mean
# of a segmented regression, by R. Run: Rscript test/reference/goldens/curve-limits.R > test/reference/goldens/curve-limits.json
suppressMessages(library(survival))
options(digits = 15)
set.seed(20261121)
json <- function(x) if (is.list(x)) { if (is.null(names(x))) paste0("[", paste(sapply(x, json), collapse = ","), "]") else
  paste0("{", paste0('"', names(x), '":', sapply(x, json), collapse = ","), "}") } else paste0("[", paste(format(x, trim = TRUE), collapse = ","), "]")
# Monthly life tables: few people, many people, nobody censored, many censored early.
arm <- function(n, rate, loss) {
  time <- pmin(ceiling(rexp(n, rate)), 25); gone <- if (loss == 0) rep(99, n) else ceiling(rexp(n, loss))
  event <- as.integer(time <= gone & time <= 24); month <- pmin(time, gone, 24)
  fit <- summary(survfit(Surv(month, event) ~ 1, conf.type = "log-log"), times = 1:24, extend = TRUE)
  steps <- lapply(1:24, function(m) c(m, sum(month >= m), sum(month == m & event == 1), sum(month == m & event == 0)))
  list(steps = steps, survival = fit$surv * 100, lower = fit$lower * 100, upper = fit$upper * 100)
}
arms <- list(small = arm(120, .04, 0), large = arm(3000, .01, 0), usual = arm(800, .02, .004), leaving = arm(600, .03, .03))
n <- 48; t <- 1:n; after <- as.integer(t > 30); persons <- round(9000 + 10 * t)
y <- rpois(n, persons * exp(-5 + .004 * t + .15 * sin(2 * pi * t / 12) - .2 * after))
fit <- glm(y ~ after + t + sin(2 * pi * t / 12) + cos(2 * pi * t / 12), family = quasipoisson, offset = log(persons))
p <- predict(fit, data.frame(after = 0, t = t, persons = persons), se.fit = TRUE)
series <- list(events = y, persons = persons, after = after, mean = exp(p$fit), lower = exp(p$fit - qnorm(.975) * p$se.fit), upper = exp(p$fit + qnorm(.975) * p$se.fit))
cat(gsub("NaN|NA", "null", json(list(arms = arms, series = series))), "\n", sep = "")
