import { UserIssue } from '../domain/issue.ts';
import type { PersonStudy, StudyExposure, StudyOutcome } from './definition.ts';

/** Who counts as exposed. */
export type ExposureRule =
  /** Starting within the grace period after time zero. */
  | ({ readonly kind: 'start' } & StudyExposure)
  /** The arm that was drawn, taken from the list of participants. */
  | { readonly kind: 'arm'; readonly treated: readonly string[]; readonly control: readonly string[] }
  /** The district that a person lives in at time zero. */
  | { readonly kind: 'district'; readonly treated: readonly string[]; readonly control: readonly string[] }
  /** Districts that join one after the other. */
  | {
      readonly kind: 'steps';
      readonly steps: readonly { readonly district: string; readonly from: number }[];
    }
  /** Nobody is asked; the design looks at something else. */
  | { readonly kind: 'none' };

/** A further column of the analysed people: SQL over `a` (cohort row), `p`, `b`, `y` (see variables.ts). */
export interface ExtraColumn {
  readonly name: string;
  readonly kind: 'number' | 'text';
  readonly sql: string;
}

/** What `buildCohort` needs of a study, whatever its design. */
export interface CohortPlan {
  readonly programme: string;
  readonly trialYears: readonly number[];
  readonly baselineYear: number;
  readonly timeZero: PersonStudy['timeZero'];
  readonly eligibility: PersonStudy['eligibility'];
  readonly exposure: ExposureRule;
  readonly covariates: readonly string[];
  readonly outcomes: readonly StudyOutcome[];
  readonly extras: readonly ExtraColumn[];
  /** Whether a start before time zero leaves a person out. */
  readonly newStartOnly: boolean;
}

/** The plan of a study with the parts that its design decides. */
export function cohortPlan(
  study: PersonStudy,
  parts: Pick<CohortPlan, 'exposure'> & Partial<CohortPlan>,
): CohortPlan {
  const { programme, trialYears, baselineYear, timeZero, eligibility, covariates } = study;
  return {
    programme,
    trialYears,
    baselineYear,
    timeZero,
    eligibility,
    covariates,
    outcomes: 'outcomes' in study ? study.outcomes : [],
    extras: [],
    newStartOnly: newStartOnly(study),
    ...parts,
  };
}

/** Prior starts exclude only where taking part is lasting, not where it is a yearly course. */
function newStartOnly(study: PersonStudy): boolean {
  if (!('exposure' in study) || study.exposure === undefined) return false;
  return study.exposure.source === 'participation' && study.trialYears.length === 1;
}

/** Quotes a text of the study file for SQL. Throws `study.invalid_text` on control characters. */
export function sqlText(text: string): string {
  if (/\p{Cc}/u.test(text)) throw new UserIssue('input', 'study.invalid_text');
  return `'${text.replaceAll("'", "''")}'`;
}

export const sqlTexts = (texts: readonly string[]): string => `(${texts.map(sqlText).join(', ')})`;

/** Every start of an exposure, whichever year, as `person_id, start_date`. */
export function startsSql(
  programme: string,
  { source, event }: Pick<StudyExposure, 'source' | 'event'>,
): string {
  if (source === 'guidance') {
    // Guidance is a course of one year: last year's course does not make a person a prior participant.
    const date = event === 'joined' ? 'first_interview_date' : `${event}_date`;
    return `SELECT person_id, ${date} AS start_date FROM guidance WHERE ${date} IS NOT NULL`;
  }
  const date = `${event === 'first_interview' ? 'joined' : event}_date`;
  return `SELECT person_id, ${date} AS start_date FROM participation WHERE programme_id = ${sqlText(programme)} AND ${date} IS NOT NULL`;
}
