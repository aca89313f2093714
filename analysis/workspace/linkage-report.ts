import type { LinkageOutcome, LoadOutcome } from '../domain/staging.ts';
import type { Recognition } from '../intake/recognise.ts';
import { remedySentence } from '../messages/intake.ts';
import type { LinkageRow } from './report.ts';

/** Records and linked records by fiscal year, and why the rest was not linked. */
export function linkageRows(
  recognition: Recognition,
  linkage: LinkageOutcome,
  loaded: LoadOutcome,
): LinkageRow[] {
  const reasons = Object.entries({ ...linkage.unlinked })
    .filter(([, count]) => count > 0)
    .map(([reason, count]) => ({ reason, count, remedy: remedySentence(reason) }));
  if (linkage.created > 0 && recognition.order > 20) {
    reasons.push({
      reason: 'not_in_register',
      count: linkage.created,
      remedy: remedySentence('not_in_register'),
    });
  }
  const years = withoutSmallYears(loaded.years);
  return years.map((year, index) => ({
    source: recognition.layoutName,
    ...(year.fiscalYear === null ? {} : { fiscalYear: year.fiscalYear }),
    records: year.records,
    linked: year.linked,
    reasons: index === years.length - 1 ? reasons : [],
  }));
}

/** Years with fewer records are told together: a stray year could point at one person. */
const LEAST_RECORDS = 20;

function withoutSmallYears(years: LoadOutcome['years']): LoadOutcome['years'] {
  const small = years.filter((year) => year.fiscalYear === null || year.records < LEAST_RECORDS);
  if (small.length === 0) return years;
  const together = {
    fiscalYear: null,
    records: small.reduce((sum, year) => sum + year.records, 0),
    linked: small.reduce((sum, year) => sum + year.linked, 0),
  };
  return [...years.filter((year) => !small.includes(year)), together];
}
