import type { z } from 'zod';
import { type StudyDefinition, type StudyOutcome, studySchema } from './definition.ts';

/** A programme of the register, as far as a template needs it. */
export interface ProgrammeFacts {
  readonly id: string;
  readonly name: string;
  readonly approach: 'population' | 'high_risk';
  /** Fiscal year in which the first person joined or was invited. */
  readonly firstYear: number;
  /** Fiscal year of the last start; years without any start cannot be compared. */
  readonly lastYear?: number;
  /** Whether joining was recorded, or invitations only. */
  readonly event: 'joined' | 'invited';
  /** First month with a start, e.g. 2022-04. */
  readonly firstMonth?: string;
  /** Arms of the list of participants. */
  readonly arms?: readonly string[];
  /** Measured items of participants: steps, points. */
  readonly items?: readonly string[];
}

export interface TemplateFacts {
  /** Fiscal years with checkups. */
  readonly first: number;
  readonly last: number;
  readonly programmes: readonly ProgrammeFacts[];
  readonly guidance: boolean;
  /** First and last month with receipts; absent without receipts. */
  readonly claims?: readonly [first: string, last: string];
  readonly certifications?: boolean;
  /** Cancer screenings on file. */
  readonly screenings?: readonly string[];
  readonly childExams?: boolean;
}

export type StudyInput = z.input<typeof studySchema>;

/** A study of a template with every setting that its file leaves out. */
export function completed(input: StudyInput): StudyDefinition {
  return studySchema.parse(input);
}

/** Guards against healthy volunteers: who came before, and what care cost, belong in every comparison. */
export const BEHAVIOUR = ['checkups_before', 'annual_cost'] as const;

function outcome(
  variable: string,
  words: Pick<StudyOutcome, 'label' | 'unit' | 'decimals' | 'minimalImportantDifference'>,
  rest: Partial<StudyOutcome> = {},
): StudyOutcome {
  return {
    id: variable,
    variable,
    year: 1,
    better: 'lower',
    primary: true,
    negativeControl: false,
    ...words,
    ...rest,
  };
}

export const OUTCOMES = {
  sbp: outcome('sbp', {
    label: '翌年度の収縮期血圧',
    unit: 'mmHg',
    decimals: 1,
    minimalImportantDifference: 2,
  }),
  cost: outcome(
    'annual_cost',
    { label: '翌年度の1人当たり年間医療費', unit: '円', decimals: 0, minimalImportantDifference: 10_000 },
    { primary: false },
  ),
  hba1c: outcome('hba1c', {
    label: '翌年度のHbA1c',
    unit: '％',
    decimals: 2,
    minimalImportantDifference: 0.1,
  }),
  weight: outcome(
    'weight',
    { label: '翌年度の体重', unit: 'kg', decimals: 2, minimalImportantDifference: 0.5 },
    { primary: false },
  ),
  egfr: outcome(
    'egfr',
    { label: '翌年度のeGFR', unit: 'mL/分/1.73m²', decimals: 1, minimalImportantDifference: 1 },
    { better: 'higher', primary: false },
  ),
  dental: outcome(
    'dental_visits',
    { label: '翌年度の歯科受診日数', unit: '日', decimals: 2, minimalImportantDifference: 0.5 },
    { primary: false, negativeControl: true },
  ),
  injury: outcome(
    'injury_visits',
    { label: '翌年度のけがによる受診日数', unit: '日', decimals: 2, minimalImportantDifference: 0.5 },
    { primary: false, negativeControl: true },
  ),
} as const;

/** A share of people, in points. */
export function shareOutcome(
  variable: string,
  label: string,
  rest: Partial<StudyOutcome> = {},
): StudyOutcome {
  return outcome(
    variable,
    { label, unit: 'ポイント', decimals: 1, minimalImportantDifference: 3 },
    { better: 'higher', ...rest },
  );
}

export function studyId(programme: ProgrammeFacts, ending = ''): string {
  const id = programme.id.toLowerCase().replace(/[^a-z0-9_-]/gu, '-') || 'programme';
  return `${/^[a-z0-9]/.test(id) ? id : `p${id}`}${ending}`;
}

/** Fiscal years with starts whose next year is on file. */
export function yearsOfStarts(programme: ProgrammeFacts, { first, last }: TemplateFacts): number[] {
  return range(
    Math.max(first, programme.firstYear),
    Math.min(last - 1, programme.lastYear ?? Number.POSITIVE_INFINITY),
  );
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
}
