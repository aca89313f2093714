/** 令和5年度; 平成30年度 for fiscal years before 2019. */
export function fiscalYearLabel(year: number): string {
  if (year >= 2019) return `令和${year === 2019 ? '元' : year - 2018}年度`;
  return year >= 1989 ? `平成${year === 1989 ? '元' : year - 1988}年度` : `${year}年度`;
}
