# Makes regional-index.json: 地域差指数, its limits, contributions and three factors of the town in regional-index-town.ts,
# built here again from the same rules, with base R only.
# Rscript test/spec/measures/goldens/regional-index.R > test/spec/measures/goldens/regional-index.json
b <- 0:14
people <- do.call(rbind, lapply(b, function(x) data.frame(b = x, k = seq_len(4 + (7 * x) %% 5))))
people$months <- ifelse(people$k == 1, 6, 12)
n_in <- with(people, ifelse((b + k) %% 3 == 0, 1 + b %% 2, 0))
n_out <- with(people, 1 + (b * k) %% 4)
n_dental <- with(people, ifelse(k %% 3 != 0, 1, 0))
claims <- list(inpatient = n_in, outpatient = n_out, dental = n_dental)
days <- list(inpatient = n_in * (5 + people$b), outpatient = n_out * (1 + people$k %% 2), dental = n_dental * 2)
yen <- list(
  inpatient = with(people, n_in * (100000 + 10000 * b + 1000 * k)),
  outpatient = with(people, n_out * (5000 + 500 * b) + ifelse(k %% 2 == 0, 3000 + 100 * b, 0)),
  dental = n_dental * 8000
)
P <- 500 + 40 * b * (14 - b)
C <- list(inpatient = 20000 + 9000 * b, outpatient = 80000 + 10000 * b, dental = 15000 + 500 * b)
A <- list(inpatient = (4 + b) / 100, outpatient = (500 + 30 * b) / 100, dental = (150 + 2 * b) / 100)
B <- list(inpatient = 9 + 0.4 * b, outpatient = 1.4 + 0.02 * b, dental = rep(1.8, 15))
sums <- function(x) as.vector(tapply(x, people$b, sum))
months <- sums(people$months)
w <- P / sum(P)
z <- qnorm(0.975)
index <- function(amount, base) {
  r <- sums(amount) / months
  v <- sapply(b, function(x) {
    own <- people$b == x
    n <- sum(own)
    n / (n - 1) * sum((amount[own] - r[x + 1] * people$months[own])^2) / months[x + 1]^2
  })
  est <- 12 * sum(w * r)
  half <- z * 12 * sqrt(sum(w^2 * v))
  c(est, est - half, est + half) / sum(w * base)
}
whole <- Reduce(`+`, C)
scale <- sum(w * whole)
L <- function(x, y) ifelse(x == y, x, (x - y) / log(x / y))
split <- function(kind) {
  c0 <- 12 * sums(yen[[kind]]) / months
  a <- 12 * sums(claims[[kind]]) / months
  d <- sums(days[[kind]]) / sums(claims[[kind]])
  p <- sums(yen[[kind]]) / sums(days[[kind]])
  D <- C[[kind]] / (A[[kind]] * B[[kind]])
  l <- L(c0, C[[kind]])
  c(sum(w * l * log(a / A[[kind]])), sum(w * l * log(d / B[[kind]])), sum(w * l * log(p / D))) / scale
}
contribution <- function(kind) sum(w * (12 * sums(yen[[kind]]) / months - C[[kind]])) / scale
j <- function(x) paste0("[", paste(formatC(x, digits = 15, format = "g"), collapse = ","), "]")
all <- yen$inpatient + yen$outpatient + yen$dental
cat(sprintf('{"script":"test/spec/measures/goldens/regional-index.R","all":{"index":%s,"contribution":%s}',
  j(index(all, whole)), formatC(index(all, whole)[1] - 1, digits = 15, format = "g")))
for (kind in names(C))
  cat(sprintf(',"%s":{"index":%s,"contribution":%s,"factors":%s}', kind, j(index(yen[[kind]], C[[kind]])),
    formatC(contribution(kind), digits = 15, format = "g"), j(split(kind))))
cat("}\n")
