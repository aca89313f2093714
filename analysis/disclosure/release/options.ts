import type { ReleasedTable } from '../../domain/statistic.ts';
import type { Review } from '../engine/suppress.ts';

/**
 * Which rules apply. All of them, always; only the test suite turns one off, to show that another test
 * then fails. Not exported from the folder's index.
 */
export interface RuleSwitches {
  readonly threshold: boolean;
  readonly complement: boolean;
  readonly remainder: boolean;
  readonly fullCells: boolean;
  readonly secondary: boolean;
  readonly dominance: boolean;
  readonly sums: boolean;
  readonly derived: boolean;
  /** Shares that give a hidden count of their row back by multiplication, whatever they were computed from. */
  readonly multiplied: boolean;
  readonly support: boolean;
  /** Standardised numbers made of groups that a table by age would hide. */
  readonly strata: boolean;
  /** Broad groups by age that standardised numbers are made of, in tables by age. */
  readonly broadAges: boolean;
  readonly rounding: boolean;
  readonly ledger: boolean;
  /** Sizes that differ by few are a group and a part of it. */
  readonly nested: boolean;
  /** Persons, events and degrees of freedom behind an estimate. */
  readonly effect: boolean;
  /** Binary and categorical traits of a balance table. */
  readonly traits: boolean;
  /** The same people have the same fate in tables of every concept. */
  readonly samePeople: boolean;
  /** Groups that overlap are made of the same classes of people. */
  readonly classes: boolean;
  /** Sets that differ by few people are a set and a part of it, whatever they are called. */
  readonly close: boolean;
  /** Numbers of one or two institutions. */
  readonly institutions: boolean;
  /** Amounts that one institution dominates. */
  readonly holders: boolean;
  /** Amounts of several hidden groups together. */
  readonly unions: boolean;
  /** Amounts of the parts of a whole that other tables print. */
  readonly wholes: boolean;
  /** Amounts of people whose number is hidden. */
  readonly amountsOfHidden: boolean;
  /** Amounts published earlier. */
  readonly amountLedger: boolean;
  /** Histograms of the same kind are cut at the same places. */
  readonly bins: boolean;
  /** Events after the last printed step of a survival curve. */
  readonly tail: boolean;
}

export const ALL_RULES: RuleSwitches = Object.freeze({
  threshold: true,
  complement: true,
  remainder: true,
  fullCells: true,
  secondary: true,
  dominance: true,
  sums: true,
  derived: true,
  multiplied: true,
  support: true,
  strata: true,
  broadAges: true,
  rounding: true,
  ledger: true,
  nested: true,
  effect: true,
  traits: true,
  samePeople: true,
  classes: true,
  close: true,
  institutions: true,
  holders: true,
  unions: true,
  wholes: true,
  amountsOfHidden: true,
  amountLedger: true,
  bins: true,
  tail: true,
});

export interface GateOptions {
  /** Wall-clock limit in seconds; past it the release is refused. Default 30. */
  readonly seconds?: number;
  /** Lets a long search go on beside the question. */
  readonly review?: Review;
  /**
   * Whether it is worth searching for what else must be hidden, where only so much of the table is shown; more never is.
   * Refused where it is not.
   */
  readonly isWorth?: (shown: ReleasedTable) => boolean;
  /** @internal */
  readonly rules?: RuleSwitches;
}
