# Synthetic municipalities of many shapes. Each is written the way such tables come (Japanese headings, CP932, CRLF,
# byte-order mark, tabs, quoted cells with breaks, several marks for "missing") and returned as a clean data frame.

shapes <- list(
  plain    = list(n = 500, file = "plain.csv"),
  japanese = list(n = 400, file = "japanese.csv", bom = TRUE, eol = "\r\n", headings = c(z = "参加", arm = "群", sex = "性別",
    district = "地区（小学校区）", age = "年齢", bmi = "ＢＭＩ", smoker = "喫煙", grade = "要介護度", month = "健診月", sbp = "収縮期血圧",
    event = "発症", visits = "受診回数", months = "観察月数", cost = "医療費", spend = "医療費（0円含む）", wgt = "重み", clinic = "医療機関")),
  cp932    = list(n = 350, file = "cp932.csv", encoding = "CP932", eol = "\r\n", quote = TRUE, headings = c(sex = "性別",
    district = "地区", age = "年齢", sbp = "血圧")),
  tabs     = list(n = 300, file = "tabs.txt", sep = "\t", rare = TRUE),
  scales   = list(n = 450, file = "scales.csv", scale = TRUE),
  ties     = list(n = 420, file = "ties.csv", ties = TRUE, few = 8)
)

make_town <- function(name, seed) {
  s <- shapes[[name]]; n <- s$n; set.seed(seed)
  groups <- if (is.null(s$few)) 30 else s$few
  sex <- sample(c("男", "女"), n, TRUE)
  district <- sample(c("北", "南", "東", "西部"), n, TRUE, c(.4, .3, .2, .1))
  if (isTRUE(s$rare)) district[sample(n, 4)] <- "離島"
  age <- round(rnorm(n, 62, 9)); bmi <- round(rnorm(n, 23.5, 3.2), 1); smoker <- rbinom(n, 1, .22)
  if (isTRUE(s$ties)) { age <- 5 * round(age / 5); bmi <- round(bmi) }
  grade <- sample(c(1, 2, 10), n, TRUE); month <- sample(sprintf("2024-%02d", c(4, 7, 10)), n, TRUE)
  clinic <- sample(groups, n, TRUE); u <- rnorm(groups, 0, .4)
  lp <- -.6 + .04 * (age - 62) + .4 * (sex == "女") - .5 * smoker + .3 * (district == "南") + .08 * (bmi - 23.5)
  z <- rbinom(n, 1, plogis(lp))
  if (isTRUE(s$rare)) z[district == "離島"] <- c(0, 1, 0, 1)
  sbp <- round(118 + .5 * (age - 62) + 1.1 * (bmi - 23.5) - 3.5 * z + 2.5 * smoker + 4 * u[clinic] + rnorm(n, 0, 11), 1)
  event <- rbinom(n, 1, plogis(-1.3 + .04 * (age - 62) + .6 * smoker - .5 * z + u[clinic]))
  months <- sample(3:12, n, TRUE)
  visits <- rnbinom(n, mu = months / 4 * exp(.02 * (age - 62) + .3 * smoker - .25 * z + u[clinic]), size = 1.4)
  cost <- round(rgamma(n, shape = 1.2, rate = 1.2 / (21000 * exp(.012 * (age - 62) + .25 * smoker - .15 * z)))) + 1
  spend <- ifelse(runif(n) < .25 + .1 * (smoker == 0), 0, cost)
  wgt <- round(runif(n, .5, 3), 3)
  d <- data.frame(id = seq_len(n), z, arm = ifelse(z == 1, "参加", "不参加"), sex, district, grade, month, age, bmi, smoker,
    sbp, event, visits, months, cost, spend, wgt, clinic = paste0("c", clinic), same = 1, twice = 2 * age, copy = bmi)
  if (isTRUE(s$scale)) { d$age <- d$age / 1e5; d$bmi <- d$bmi * 1e6 + 5e8; d$copy <- d$bmi; d$twice <- 2 * d$age; d$cost <- d$cost * 100 }
  for (v in c("bmi", "district", "sbp", "event", "visits", "cost")) d[[v]][sample(n, round(n * .02))] <- NA
  d$copy <- d$bmi
  d
}

# The heading under which the product sees a column.
heading <- function(name, v) { h <- shapes[[name]]$headings; out <- ifelse(v %in% names(h), h[v], v); unname(out) }

write_town <- function(name, d, dir) {
  s <- shapes[[name]]; sep <- if (is.null(s$sep)) "," else s$sep; eol <- if (is.null(s$eol)) "\n" else s$eol
  missing_marks <- c("", "NA", ".", "NaN")
  cell <- function(col, v) {
    out <- if (is.numeric(v)) formatC(v, digits = 15, width = -1, format = "fg", flag = "#") else as.character(v)
    if (is.numeric(v)) out <- sub("\\.$", "", sub("(\\.[0-9]*?)0+$", "\\1", out, perl = TRUE))
    if (isTRUE(s$quote) && !is.numeric(v)) out <- paste0("\"", out, "\"")
    out[is.na(v)] <- missing_marks[seq_len(sum(is.na(v))) %% 4 + 1]
    out
  }
  body <- do.call(paste, c(lapply(names(d), function(c) cell(c, d[[c]])), sep = sep))
  head <- heading(name, names(d)); if (isTRUE(s$quote)) head <- paste0("\"", head, "\"")
  text <- paste0(paste(c(paste(head, collapse = sep), body), collapse = eol), eol)
  raw <- if (is.null(s$encoding)) charToRaw(enc2utf8(text)) else unlist(iconv(text, "UTF-8", s$encoding, toRaw = TRUE))
  if (isTRUE(s$bom)) raw <- c(as.raw(c(0xef, 0xbb, 0xbf)), raw)
  writeBin(raw, file.path(dir, s$file))
}

# Model columns of covariates with the names the product gives them; aliased columns are dropped as lm() drops them.
columns <- function(name, d, covariates, categorical = NULL, quadratic = NULL) {
  out <- list()
  for (v in covariates) {
    h <- heading(name, v)
    if (v %in% categorical) {
      lev <- unique(d[[v]]); lev <- if (is.numeric(lev)) sort(lev) else sort(lev, method = "radix")
      for (l in lev[-1]) out[[paste0(h, l)]] <- as.numeric(d[[v]] == l)
    } else {
      out[[h]] <- d[[v]]
      if (v %in% quadratic) out[[paste0("I(", h, "^2)")]] <- d[[v]]^2
    }
  }
  X <- do.call(cbind, out)
  X <- X[, apply(X, 2, function(x) max(x) > min(x)), drop = FALSE]
  q <- qr(cbind(1, scale(X)), tol = 1e-7); keep <- sort(q$pivot[seq_len(q$rank)])[-1] - 1
  X[, keep, drop = FALSE]
}
standard <- function(X) sweep(sweep(X, 2, colMeans(X)), 2, apply(X, 2, sd), "/")
