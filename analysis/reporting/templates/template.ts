import { HEADLINE_MEASURES } from '../../domain/headlines.ts';
import type { ReportInputs } from '../inputs.ts';
import type { Block, ReportDocument } from '../model.ts';
import type { ReportFormat } from '../write.ts';

/** One part of a report that a municipality can keep, leave out or move. */
export interface Section {
  readonly id: string;
  /** What the part is called where its order is chosen. */
  readonly name: string;
  /** Left out first where a deck would become too long to sit through. */
  readonly optional?: true;
  /** Words only: needs nothing to be computed. */
  readonly plain?: true;
  /** `above`: what stands before it, for parts that explain the rest. Empty when there is nothing to say. */
  blocks(inputs: ReportInputs, above: readonly Block[]): readonly Block[];
}

/** What has to be computed before a report can be composed. */
export interface ReportNeeds {
  readonly measures: readonly MeasureNeed[];
  /** Risk factors whose two approaches are compared. */
  readonly factors: readonly string[];
  /** Ids of effect studies; `all` takes every one that the data allow, `leading` the first `LEADING_STUDIES`. */
  readonly studies: 'all' | 'leading' | readonly string[];
  /** Measured values of the programmes' own indicators. */
  readonly kpis?: true;
  /** What is due under outcome-based contracts. */
  readonly payments?: true;
}

export interface MeasureNeed {
  readonly id: string;
  /** Cross-tabulations of the report year beside the trend. */
  readonly by: readonly (readonly ('sex' | 'age' | 'district')[])[];
  /** Each cross-tabulation of the year before, too, as the screen shows it: without age-adjusted values. */
  readonly before?: true;
}

/** A kind of report: its parts in order, and everything that is said about it elsewhere. */
export interface ReportTemplate {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly formats: readonly ReportFormat[];
  readonly shape: ReportDocument['shape'];
  readonly compact?: true;
  readonly mostSlides?: number;
  readonly needs: ReportNeeds;
  readonly sections: readonly Section[];
  title(inputs: ReportInputs): string;
  subtitle(inputs: ReportInputs): string;
}

/** What a council is told of in one sitting. */
export const LEADING_STUDIES = 2;

/** Indicators that every general report opens with, each by sex, age and district. */
const LEADING_MEASURES: readonly MeasureNeed[] = [
  'checkup.uptake',
  'checkup.metabolic',
  'cost.per_person.kokuho',
  'cost.per_person.kouki',
  'care.certified',
].map((id) => ({ id, by: [['sex'], ['age'], ['district']] }));

/** The whole picture: leading indicators, blood pressure and HbA1c, every study. */
export const generalNeeds: ReportNeeds = {
  measures: LEADING_MEASURES,
  factors: ['sbp', 'hba1c'],
  studies: 'all',
};

/** The same for a sitting: no more studies than are shown. */
export const sittingNeeds: ReportNeeds = { ...generalNeeds, studies: 'leading' };

/** What the screen says of one district; 平均自立期間 is of the whole municipality alone. */
export const districtNeeds: ReportNeeds = {
  measures: HEADLINE_MEASURES.filter((id) => id !== 'care.independent_life').map((id) => ({
    id,
    by: [['district']],
    before: true,
  })),
  factors: [],
  studies: [],
};

export const measureNeeds: ReportNeeds = { measures: LEADING_MEASURES, factors: [], studies: [] };

export const noNeeds: ReportNeeds = { measures: [], factors: [], studies: [] };
