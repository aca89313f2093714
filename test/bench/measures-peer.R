# The questions of measures.ts in data.table, on tables already in memory: Rscript measures-peer.R FOLDER
suppressMessages(library(data.table))
folder <- commandArgs(trailingOnly = TRUE)[1]
setDTthreads(2)
read <- function(name) fread(file.path(folder, paste0(name, ".csv")), showProgress = FALSE)
person <- read("person"); enrolment <- read("enrolment"); checkup <- read("checkup")
claim <- read("claim"); diagnosis <- read("diagnosis")
setkey(person, person_id); setkey(claim, claim_id)
age <- function(p) (2024 * 12 + 2 - p$born) %/% 12
insured <- function() {
  e <- enrolment[insurer_kind == "kokuho" & from <= 20230401 & (is.na(to) | to >= 20240401)]
  p <- person[e, on = "person_id"]
  p[, band := age(p) %/% 5]
  p
}
questions <- list(
  "checkup.uptake" = function() {
    p <- insured()[age(.SD) >= 40 & age(.SD) <= 74]
    seen <- unique(checkup[fiscal_year == 2023, person_id])
    p[, .(n = .N, k = sum(person_id %in% seen)), by = .(sex, band, district_code)]
  },
  "risk.sbp.mean" = function() {
    x <- insured()[checkup[fiscal_year == 2023], on = "person_id", nomatch = NULL]
    x[, .(n = .N, mean = mean(sbp), var = var(sbp)), by = .(sex, band, district_code)]
  },
  "cost.per_person.kokuho" = function() {
    spent <- claim[month >= 202304 & month <= 202403, .(yen = sum(as.numeric(yen))), by = person_id]
    x <- spent[insured(), on = "person_id"]
    x[is.na(yen), yen := 0]
    x[, .(n = .N, yen = sum(yen), squares = sum(as.numeric(yen)^2)), by = .(sex, band, district_code)]
  },
  "gap.hba1c" = function() {
    ids <- diagnosis[suspected == FALSE & substr(icd10, 1, 3) %in% c("E10", "E11", "E12", "E13", "E14"), unique(claim_id)]
    treated <- unique(claim[.(ids), nomatch = NULL][month >= 202304 & month <= 202403, person_id])
    x <- insured()[checkup[fiscal_year == 2023 & hba1c >= 6.5], on = "person_id", nomatch = NULL]
    x[, .(n = .N, k = sum(!(person_id %in% treated))), by = .(sex, band, district_code)]
  },
  "cost.diseases.main" = function() {
    year <- claim[month >= 202304 & month <= 202403 & setting %in% c("inpatient", "outpatient")]
    x <- diagnosis[year, on = "claim_id", nomatch = NULL][suspected == FALSE & main == TRUE]
    x[, .(yen = sum(as.numeric(yen)), payers = uniqueN(person_id)), by = .(substr(icd10, 1, 3))]
  }
)
for (name in names(questions)) {
  times <- vapply(1:7, function(i) { gc(); system.time(questions[[name]]())[["elapsed"]] }, 0)
  cat(sprintf("%s %.1f\n", name, 1000 * median(times)))
}
