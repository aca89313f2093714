/**
 * Questions of the catalogue as an analyst would write them straight on the canonical tables, without the summaries that
 * the product keeps. Each gives rows by sex, five-year age band and district with `den` and `num`, so that the totals can
 * be held against the measure's own.
 */
export const YEAR = 2023;
const START = `DATE '${YEAR}-04-01'`;
const END = `DATE '${YEAR + 1}-04-01'`;
const MONTHS = `month >= ${START} AND month < ${END}`;
const UNTIL = "coalesce(e.to_date, DATE '9999-12-31')";
const AGE = `(date_diff('month', CASE WHEN p.born_on_first THEN p.birth_month - INTERVAL 1 MONTH ELSE p.birth_month END,
  DATE '${YEAR + 1}-03-31') // 12)`;
const BY = `p.sex, ${AGE} // 5 AS band, district_code`;
const TOUCHES = `e.from_date < ${END} AND ${UNTIL} > ${START}`;

/** 国保 on every day of the year: the days of cover add up to the year. */
const WHOLE_YEAR = `SELECT person_id, arg_max(district_code, from_date) AS district_code FROM enrolment e
  WHERE insurer_kind = 'kokuho' AND ${TOUCHES} GROUP BY person_id
  HAVING sum(date_diff('day', greatest(from_date, ${START}), least(${UNTIL}, ${END}))) >= date_diff('day', ${START}, ${END})
    AND NOT bool_or(coalesce(excluded, false))`;
const DURING = `SELECT person_id, arg_max(district_code, from_date) AS district_code,
    least(12, sum(date_diff('month', greatest(from_date, ${START}), least(${UNTIL}, ${END})))) AS months
  FROM enrolment e WHERE insurer_kind = 'kokuho' AND ${TOUCHES} GROUP BY person_id`;
const LAST_EXAM = `SELECT * FROM checkup WHERE fiscal_year = ${YEAR} AND programme = 'tokutei'
  QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY exam_date DESC, checkup_id DESC) = 1`;
const PLACE = `SELECT person_id, arg_max(district_code, from_date) AS district_code FROM enrolment e WHERE ${TOUCHES} GROUP BY person_id`;

/** Claims in months that 国保 covers on any day and 後期 on none. */
const covered = (cl: string) => {
  const on = (
    kind: string,
  ) => `SELECT person_id FROM enrolment e WHERE insurer_kind = '${kind}' AND e.person_id = ${cl}.person_id
    AND e.from_date < ${cl}.month + INTERVAL 1 MONTH AND ${UNTIL} > ${cl}.month`;
  return `EXISTS (${on('kokuho')}) AND NOT EXISTS (${on('kouki')})`;
};
const TREATED = `SELECT cl.person_id FROM claim_diagnosis d JOIN claim cl USING (claim_id)
    WHERE cl.${MONTHS} AND NOT d.suspected AND regexp_matches(d.icd10, '^(E1[0-4]|N083)')
  UNION ALL SELECT cl.person_id FROM claim_drug g JOIN drug_master m USING (code) JOIN claim cl USING (claim_id)
    WHERE cl.${MONTHS} AND regexp_matches(m.yj_code, '^(396|2492|2499)')`;

export const PLAIN: Readonly<Record<string, string>> = {
  'checkup.uptake': `SELECT ${BY}, count(*) AS den, count(c.person_id) AS num FROM (${WHOLE_YEAR}) e JOIN person p USING (person_id)
    LEFT JOIN (SELECT DISTINCT person_id FROM checkup WHERE fiscal_year = ${YEAR} AND programme = 'tokutei') c USING (person_id)
    WHERE ${AGE} BETWEEN 40 AND 74 GROUP BY ALL`,
  'risk.sbp.mean': `SELECT ${BY}, count(sbp) AS den, sum(sbp) AS num, var_samp(sbp) AS variance
    FROM (${LAST_EXAM}) c JOIN person p USING (person_id) LEFT JOIN (${PLACE}) e USING (person_id)
    WHERE sbp IS NOT NULL AND ${AGE} BETWEEN 40 AND 74 GROUP BY ALL`,
  'cost.per_person.kokuho': `SELECT p.sex, least(74, ${AGE}) // 5 AS band, district_code, sum(months) AS den, sum(coalesce(yen, 0)) AS num,
      sum(yen * yen) AS squares, max(yen, 3) AS largest
    FROM (${DURING}) e JOIN person p USING (person_id)
    LEFT JOIN (SELECT person_id, sum(yen)::DOUBLE AS yen FROM claim cl WHERE ${MONTHS} AND ${covered('cl')} GROUP BY person_id) USING (person_id)
    GROUP BY ALL`,
  'gap.hba1c': `SELECT ${BY}, count(*) AS den, count(*) FILTER (c.person_id NOT IN (${TREATED})) AS num
    FROM (${LAST_EXAM}) c JOIN person p USING (person_id) LEFT JOIN (${PLACE}) e USING (person_id)
    WHERE hba1c >= 6.5 AND ${AGE} BETWEEN 40 AND 74 GROUP BY ALL`,
  'cost.diseases.main': `SELECT stem, count(DISTINCT person_id) AS den, sum(yen / mains) AS num, max(yen, 3) AS largest
    FROM (SELECT left(d.icd10, 3) AS stem, cl.person_id, cl.yen, count(*) OVER (PARTITION BY claim_id) AS mains
      FROM claim cl JOIN claim_diagnosis d USING (claim_id)
      WHERE cl.${MONTHS} AND cl.setting IN ('inpatient', 'outpatient', 'dpc') AND NOT d.suspected AND d.main
        AND ${covered('cl')}) GROUP BY ALL`,
  'prescribing.polypharmacy_6': `SELECT p.sex, least(74, ${AGE}) // 5 AS band, district_code, count(*) AS den,
      count(*) FILTER (person_id IN (SELECT cl.person_id FROM claim_drug g JOIN drug_master m USING (code) JOIN claim cl USING (claim_id)
        WHERE cl.${MONTHS} AND g.days >= 14 GROUP BY cl.person_id, cl.month HAVING count(DISTINCT left(m.yj_code, 7)) >= 6)) AS num
    FROM (${DURING}) e JOIN person p USING (person_id) GROUP BY ALL`,
};
