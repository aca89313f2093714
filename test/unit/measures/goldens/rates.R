# Makes rates.json: independent numbers for analysis/statistics/rates, from base R only.
# Rscript test/unit/measures/goldens/rates.R > test/unit/measures/goldens/rates.json
z <- qnorm(0.975)
byar <- function(x) c((x) * (1 - 1 / (9 * x) - z / (3 * sqrt(x)))^3, (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * sqrt(x + 1)))^3)
# Births with Down syndrome in Michigan 1950-1964 by birth order (Fleiss 1981; Stark & Mantel 1966), used by
# Fay & Feuer (1997) and in the example of epitools::ageadjust.direct.
count <- c(107, 141, 60, 40, 39, 25)
pop <- c(230061, 329449, 114920, 39487, 14208, 3052)
std <- c(63986.6, 186263.6, 157302.2, 97647.0, 47572.6, 12262.6)
w <- std / sum(std); r <- count / pop
asr <- sum(w * r); v <- sum(w^2 * count / pop^2); wm <- max(w / pop)
ff <- c(qgamma(0.025, shape = asr^2 / v, scale = v / asr), qgamma(0.975, shape = (asr + wm)^2 / (v + wm^2), scale = (v + wm^2) / (asr + wm)))
dob <- asr + sqrt(v / sum(count)) * (byar(sum(count)) - sum(count))
wil <- prop.test(17, 60, correct = FALSE)$conf.int
cp <- binom.test(17, 60)$conf.int
pois7 <- poisson.test(7)$conf.int
# Scottish lip cancer 1975-1980, 56 districts (Clayton & Kaldor 1987).
O <- c(9,39,11,9,15,8,26,7,6,20,13,5,3,8,17,9,2,7,9,7,16,31,11,7,19,15,7,10,16,11,5,3,7,8,11,9,11,8,6,4,10,8,2,6,19,3,2,3,28,6,1,1,1,1,0,0)
E <- c(1.4,8.7,3.0,2.5,4.3,2.4,8.1,2.3,2.0,6.6,4.4,1.8,1.1,3.3,7.8,4.6,1.1,4.2,5.5,4.4,10.5,22.7,8.8,5.6,15.5,12.5,6.0,9.0,14.4,10.2,4.8,2.9,7.0,8.5,12.3,10.1,12.7,9.4,7.2,5.3,18.8,15.8,4.3,14.6,50.7,8.2,5.6,9.3,88.7,19.6,3.4,3.6,5.7,7.0,4.2,1.8)
smr <- O / E; m <- mean(smr); s2 <- var(smr); nu <- m^2 / s2; al <- m / s2; it <- 0
repeat { th <- (O + nu) / (E + al); m <- mean(th); s2 <- sum((1 + al / E) * (th - m)^2) / (length(O) - 1)
  nn <- m^2 / s2; na <- m / s2; d <- abs(nn - nu) / nu; nu <- nn; al <- na; it <- it + 1; if (d <= 1e-5 || it == 20) break }
eb <- (O + nu) / (E + al) * 100
# Life table with bands 0, 1-4, 5-year to 90+; deaths and person-years made up for the check.
start <- c(0, 1, seq(5, 90, 5)); n <- length(start)
py <- c(900, 3600, 4700, 4900, 5100, 5200, 5000, 5300, 5600, 6100, 6900, 7200, 6800, 7000, 7600, 7900, 6400, 5100, 3300, 1900)
d <- c(2, 1, 1, 1, 2, 3, 3, 4, 6, 9, 15, 24, 36, 55, 92, 150, 210, 290, 330, 360)
N <- c(diff(start), NA); a <- rep(0.5, n); a[1] <- 0.1; mx <- d / py
q <- N * mx / (1 + N * mx * (1 - a)); q[n] <- 1
l <- 100000 * c(1, cumprod(1 - q[-n])); dx <- l * q
L <- N * (l - dx + a * dx); L[n] <- l[n] / mx[n]
Tx <- rev(cumsum(rev(L))); e <- Tx / l
s2q <- q^2 * (1 - q) / d; s2q[n] <- 4 / (d[n] * mx[n]^2)
term <- c(l[-n]^2 * ((1 - a[-n]) * N[-n] + e[-1])^2 * s2q[-n], (l[n] / 2)^2 * s2q[n])
se <- sqrt(rev(cumsum(rev(term))) / l^2)
unh <- c(rep(0, 9), 4, 6, 9, 14, 30, 70, 160, 300, 460, 520, 500); obs <- round(py / 3)
pi <- unh / obs; h <- rev(cumsum(rev(L * (1 - pi)))) / l
vp <- rev(cumsum(rev(L^2 * pi * (1 - pi) / obs))) / l^2
wt <- 1 - pi
tm <- c(l[-n]^2 * ((1 - a[-n]) * N[-n] * wt[-n] + h[-1])^2 * s2q[-n], (l[n] / 2)^2 * s2q[n] * wt[n]^2)
hse <- sqrt(vp + rev(cumsum(rev(tm))) / l^2)
# Slope index and concentration on seven areas, weighted least squares by lm().
p7 <- c(1200, 900, 1500, 800, 1100, 600, 950); m7 <- c(0.21, 0.24, 0.25, 0.23, 0.29, 0.31, 0.30)
rid <- (cumsum(p7) - p7 / 2) / sum(p7); fit <- lm(m7 ~ rid, weights = p7)
conc <- { sh <- p7 * m7 / sum(p7 * m7); mu <- sum(p7 * m7) / sum(p7); 2 / mu * sum(p7 / sum(p7) * (m7 - mu) * (rid - sum(p7 * rid) / sum(p7))) }
j <- function(x) paste0("[", paste(formatC(x, digits = 15, format = "g"), collapse = ","), "]")
cat(sprintf('{"script":"test/unit/measures/goldens/rates.R","byar10":%s,"byar65":%s,"exact7":%s,"wilson":%s,"clopper":%s,', j(byar(10)), j(byar(65)), j(pois7), j(wil), j(cp)))
cat(sprintf('"direct":{"asr":%s,"variance":%s,"fayFeuer":%s,"dobson":%s},', j(asr), j(v), j(ff), j(dob)))
cat(sprintf('"lip":{"observed":%s,"expected":%s,"shape":%s,"rate":%s,"iterations":%d,"ebsmr":%s},', j(O), j(E), j(nu), j(al), it, j(eb)))
cat(sprintf('"life":{"start":%s,"deaths":%s,"personYears":%s,"e":%s,"se":%s,"unhealthy":%s,"observed":%s,"healthy":%s,"healthySe":%s},', j(start), j(d), j(py), j(e), j(se), j(unh), j(obs), j(h), j(hse)))
cat(sprintf('"slope":{"persons":%s,"mean":%s,"intercept":%s,"sii":%s,"concentration":%s}}\n', j(p7), j(m7), j(coef(fit)[1]), j(coef(fit)[2]), j(conc)))
