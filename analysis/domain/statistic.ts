/**
 * Shapes of statistics on either side of the disclosure gate.
 *
 * A `CandidateTable` holds exact numbers and never leaves the analysis process; the gate in
 * `analysis/disclosure` turns it into a `ReleasedTable`, in which every cell says whether it may be seen.
 */

/** One level of a dimension. A level with children is the sum of them (same people, each in one child). */
export interface Level {
  readonly code: string;
  readonly label: string;
  /** Code of the level of the same dimension that contains this one. */
  readonly parent?: string;
  /** Where levels overlap: those of one parent with the same division have nobody in common (the sexes, the districts). */
  readonly division?: string;
}

export interface Dimension {
  readonly id: string;
  readonly label: string;
  readonly levels: readonly Level[];
  /** False where one person can be in several levels (years, diseases): no sum relation is assumed. */
  readonly partition: boolean;
  /** Levels may contain one another beyond what `parent` says: their differences are groups of people, too. */
  readonly nested?: boolean;
  /** There is no level of everybody, but how many they are is printed elsewhere: no level may follow from the others. */
  readonly wholeKnown?: boolean;
}

/** What a column's numbers are; decides which disclosure checks apply. */
export type ColumnKind =
  /** Distinct persons. The unit of every threshold. */
  | 'count'
  /** Subset of the persons of `of` (numerator); the complement is protected as well. */
  | 'count_subset'
  /** Additive amount over persons (yen, points, claims, days); dominance applies. */
  | 'sum'
  /** Number computed from counts or sums of the same row: share, mean, rate, interval limit, index. */
  | 'derived';

export interface Column {
  readonly id: string;
  readonly label: string;
  readonly kind: ColumnKind;
  /** 人, %, 円, mmHg … as printed. */
  readonly unit: string;
  readonly decimals: number;
  /** `count_subset`: the column of its base. `sum`: the column that counts its contributors. */
  readonly of?: string;
  /** `count_subset`: true where "everybody in the group" says nothing sensitive (invited, measured). */
  readonly fullShown?: boolean;
  /** `derived` of the numbers of groups by age: the list of that name in `CandidateRow.strata`. */
  readonly ofStrata?: string;
  /**
   * Counts: who is counted, where tables of several ids count the same people (`insured`). Sums: what whole they are of,
   * or which parts of it (`whole`, `whole/part`, `whole/part+part`), where tables of several ids add up to it.
   */
  readonly concept?: string;
  /** `derived` with formula `quantile`: which one, 0 < probability < 1; decides the support it needs. */
  readonly probability?: number;
  /** `derived`: columns whose hiding hides this one too. */
  readonly from?: readonly string[];
  /** `derived`: how it follows from `from`, so that the gate can undo it as an attacker would. */
  readonly formula?: 'share' | 'mean' | 'rate' | 'interval' | 'standardised' | 'sd' | 'quantile' | 'index';
}

/** The largest single contributions to a `sum` cell, largest first (at least three where they exist). */
export type Contributions = Readonly<Record<string, readonly number[]>>;

export interface CandidateRow {
  /** One level code per dimension, in order. */
  readonly at: readonly string[];
  /** One number per column, in order; null where it is not defined (empty denominator). */
  readonly values: readonly (number | null)[];
  readonly contributions?: Contributions;
  /**
   * Institutions (hospitals, pharmacies, insurers) the row is about, where that says whose numbers they are; by count
   * column where only some of its numbers come from institutions.
   */
  readonly institutions?: number | Readonly<Record<string, number>>;
  /** The largest amounts of single institutions in a `sum` cell, largest first: one of them may dominate it like a person. */
  readonly holders?: Contributions;
  /** How much the reader needs this row compared with others (1): what is needed less is hidden first. */
  readonly weight?: number;
  /** Smallest number that everybody knows the first column to have, where it is more than 1. */
  readonly atLeast?: number;
  /**
   * The persons counted, by count column: the XOR of a keyed 128-bit hash of each, as 32 hexadecimal digits.
   * Lets the gate see that two questions count the same people, or their complement. Where the sender knows finer
   * classes than rows (people that other questions may divide differently): their keys joined by `+`, each with
   * its number of people after a colon.
   */
  readonly people?: Readonly<Record<string, string>>;
  /**
   * Keys of larger sets that hold the persons counted, by count column, where other tables print how many those are: who
   * is in the larger set and not here is a group of its own.
   */
  readonly inside?: Readonly<Record<string, readonly string[]>>;
  /**
   * Groups by age or sex whose numbers standardised columns of the row are made of, by the name in `Column.ofStrata`.
   * Printed beside a table of these groups such a number is one more equation for what is hidden there.
   */
  readonly strata?: Readonly<Record<string, readonly RateStratum[]>>;
}

/** A group by age (or sex) whose number, rate or mean a standardised number is made of. */
export interface RateStratum {
  readonly persons: number;
  /** Those of them who are counted. */
  readonly cases?: number;
  /** What they amount to, and the largest single contributions, largest first. */
  readonly amount?: { readonly sum: number; readonly largest: readonly number[] };
}

/** What a reader must know to judge a number; printed with it everywhere. */
export interface StatisticContext {
  readonly title: string;
  /** Whom the numbers are about, in words. */
  readonly population: string;
  /** Period in words, e.g. 令和5年度（2023年4月〜2024年3月）. */
  readonly period: string;
  /** Files the numbers come from, in words. */
  readonly source: string;
  readonly method: string;
  readonly caveats: readonly string[];
  /** Those of the caveats that say why a number is missing (－). */
  readonly missing?: readonly string[];
}

/** People whom no breakdown divides: of one sex, age band and district, with and without what a column counts. */
export interface PersonAtom {
  /** Key of these people (see `CandidateRow.people`). */
  readonly key: string;
  readonly persons: number;
  /** People of one period are divided among its atoms; another period may count the same people again. */
  readonly period: string;
  /** By axis (sex, age, district) the levels they are in; in a breakdown without an axis they are all together. */
  readonly levels: readonly (readonly string[])[];
  /** Columns of the table that count them. */
  readonly columns: readonly string[];
}

export interface CandidateTable {
  /** Canonical question: the same id and parameters ask for the same numbers. */
  readonly id: string;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly context: StatisticContext;
  readonly dimensions: readonly Dimension[];
  readonly columns: readonly Column[];
  readonly rows: readonly CandidateRow[];
  /**
   * The finest classes of the people counted, asked for where breakdowns of earlier releases and this one overlap
   * in a way that sums in common do not tell.
   */
  readonly atoms?: (() => Promise<readonly PersonAtom[]>) | undefined;
  /**
   * Tables of the same rows, one for each part of a whole that sums of this one are of (see `Column.concept`), asked for
   * where other tables about the same whole were released.
   */
  readonly parts?: ((whole: string) => Promise<readonly CandidateTable[]>) | undefined;
  /**
   * The tables of the groups that standardised columns are made of: these rows divided by age, and by sex where
   * everybody's rates are by sex; several where more than one thing is counted of them. Such a number is printed only
   * where the gate would show each of its groups.
   */
  readonly groups?: (() => Promise<readonly CandidateTable[]>) | undefined;
  /** The same rows standardised for less, asked for where most standardised numbers of this table would tell hidden groups. */
  readonly lessAdjusted?: (() => CandidateTable) | undefined;
}

export type HiddenReason = 'primary' | 'secondary' | 'dominance' | 'ledger';

/** A cell as it may be seen. `none`: not defined (nobody in the denominator). */
export type ReleasedCell =
  | { readonly state: 'shown'; readonly value: number }
  | { readonly state: 'hidden'; readonly reason: HiddenReason }
  | { readonly state: 'none' };

export interface ReleasedRow {
  readonly at: readonly string[];
  readonly cells: readonly ReleasedCell[];
}

export interface ReleasedTable {
  readonly id: string;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly context: StatisticContext;
  readonly dimensions: readonly Dimension[];
  readonly columns: readonly Column[];
  readonly rows: readonly ReleasedRow[];
}

/** A release of the ledger as a reader is told about it. */
export interface EarlierRelease {
  readonly releaseId: string;
  readonly title: string;
  /** ISO time. */
  readonly releasedAt: string;
}

/** How a release was made safe; travels with the released numbers and is printed on every export. */
export interface ReleaseRecord {
  readonly releaseId: string;
  readonly ruleVersion: string;
  readonly threshold: number;
  readonly hidden: { readonly primary: number; readonly secondary: number; readonly other: number };
  readonly shown: number;
  /** `proved`: every hidden cell has two integer witnesses; `nothing_hidden`: no cell needed hiding. */
  readonly proof: 'proved' | 'nothing_hidden';
  /** SHA-256 over the source batches the numbers come from. */
  readonly sourceHash: string;
  /** Earlier releases for whose sake cells are hidden. */
  readonly earlier?: readonly EarlierRelease[];
}

/** An effect estimate in natural units. */
export interface EffectEstimate {
  readonly outcome: string;
  readonly outcomeLabel: string;
  readonly unit: string;
  readonly scale: 'difference' | 'ratio' | 'odds_ratio' | 'hazard_ratio' | 'rmst_difference' | 'rate_ratio';
  readonly estimand: 'ATE' | 'ATT' | 'ATC' | 'ATO' | 'ATM' | 'ITT' | 'LATE';
  readonly method: string;
  readonly estimate: number;
  readonly standardError: number;
  readonly interval: readonly [number, number];
  readonly p: number;
  /** Persons by arm; null where the gate hides them. */
  readonly treated: number | null;
  readonly control: number | null;
}

/** One step of an attrition flow or a funnel. */
export interface FlowStep {
  readonly id: string;
  readonly label: string;
  readonly arm?: string;
  readonly persons: number;
  /** Id of the step it is a part of; without it the step before, of the same arm. */
  readonly of?: string;
  /** Key of the persons (see `CandidateRow.people`). */
  readonly people?: string;
  /** Keys of larger sets that hold them (see `CandidateRow.inside`). */
  readonly inside?: readonly string[];
}

/** A released statistic as it crosses to a shell: the numbers and the record of their release. */
export interface ReleasedWire<T> {
  readonly statistic: T;
  readonly release: ReleaseRecord;
}

/** Persons at each step, in order; a hidden step shows no number. */
export interface ReleasedFlow {
  readonly context: StatisticContext;
  readonly steps: readonly {
    readonly id: string;
    readonly label: string;
    readonly arm?: string;
    readonly persons: ReleasedCell;
  }[];
}

/** One covariate before and after weighting or matching. */
export interface BalanceRow {
  readonly term: string;
  readonly label: string;
  readonly before: ReleasedCell;
  readonly after: ReleasedCell;
  readonly treatedMean: ReleasedCell;
  readonly controlMeanBefore: ReleasedCell;
  readonly controlMeanAfter: ReleasedCell;
}

export interface ReleasedBalance {
  readonly context: StatisticContext;
  readonly convention: string;
  readonly rows: readonly BalanceRow[];
}

export interface ReleasedEffect {
  readonly context: StatisticContext;
  readonly effect: EffectEstimate;
}
