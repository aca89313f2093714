import type { ReleasedBalance, ReleasedEffect, ReleasedFlow, ReleasedTable } from '../domain/statistic.ts';
import type { DefinitionNote, Issuer, Logo, NumberRef } from './model.ts';
import type { Released } from './released.ts';

/** Everything a template may draw on: released statistics and plain facts about the workspace. */
export interface ReportInputs {
  readonly workspace: WorkspaceFacts;
  readonly measures: readonly MeasureInput[];
  readonly approaches: readonly ApproachInput[];
  readonly studies: readonly StudyInput[];
  readonly programmes: readonly ProgrammeInput[];
  readonly provenance: ProvenanceInput;
  /** Outcome-based contracts with what is due under them. */
  readonly payments?: readonly PaymentInput[];
  /** What was loaded, for the data-processing record. */
  readonly intake?: IntakeInput;
  /** District to print in a district sheet; code of a level of the district dimension. */
  readonly district?: string;
}

export interface WorkspaceFacts {
  readonly municipality: string;
  readonly population: number;
  /** Fiscal year the report is about (April to March). */
  readonly year: number;
  readonly calendar: 'wareki' | 'seireki';
  /** Six hexadecimal digits, with or without `#`. */
  readonly accent: string;
  readonly synthetic: boolean;
  readonly issuer?: Issuer;
  readonly logo?: Logo;
  /** ISO day of making. */
  readonly date: string;
}

/** One indicator: definition and its gated tables (by year, sex, age, district, as far as they were asked). */
export interface MeasureInput {
  readonly id: string;
  readonly name: string;
  readonly family: string;
  readonly unit: string;
  readonly direction: 'higher_is_better' | 'lower_is_better' | 'neutral';
  readonly numerator: string;
  readonly denominator: string;
  readonly source: string;
  readonly periodRule: string;
  readonly ageRule: string;
  readonly caveats: readonly string[];
  readonly tables: readonly Released<ReleasedTable>[];
}

interface ApproachSideInput {
  readonly reading: string;
  readonly tables: readonly Released<ReleasedTable>[];
}

/** Same shape as the reply of `approaches.compare`. */
export interface ApproachInput {
  readonly factor: string;
  readonly factorName: string;
  readonly unit: string;
  readonly population: ApproachSideInput;
  readonly highRisk: ApproachSideInput;
  readonly sideBySide: ApproachSideInput;
  readonly evidence: readonly {
    readonly statement: string;
    readonly basis: 'measured_here' | 'assumed';
  }[];
}

export type EvidenceLevel = '1' | '2a' | '2b' | '3' | '4';

/** Same shape as the reply of `studies.run`. */
export interface StudyInput {
  readonly study: {
    readonly id: string;
    readonly title: string;
    readonly question: string;
    readonly programme: string;
    readonly design: string;
    readonly outcomes: readonly string[];
  };
  readonly lock: {
    readonly hash: string;
    readonly lockedAt: string;
    readonly changedSince: boolean;
    /** Settings that differ from the first version that was locked. */
    readonly changes?: readonly { readonly key: string; readonly before: string; readonly after: string }[];
  };
  readonly targetTrial: readonly { readonly item: string; readonly text: string }[];
  readonly checks: readonly {
    readonly id: string;
    readonly label: string;
    readonly verdict: 'good' | 'caution' | 'bad';
    readonly explanation: string;
    readonly action: string;
  }[];
  readonly evidenceLevel: EvidenceLevel;
  readonly flow: Released<ReleasedFlow>;
  /** Absent in designs that weight nobody. */
  readonly balance?: Released<ReleasedBalance>;
  readonly overlap?: Released<ReleasedTable>;
  readonly effects: readonly Released<ReleasedEffect>[];
  readonly alternatives: readonly Released<ReleasedEffect>[];
  /** Families of estimates that try the result: sensitivity, subgroups, negative controls. */
  readonly sets?: readonly StudySet[];
  /** What it would take to change the conclusion. */
  readonly bounds?: readonly { readonly label: string; readonly text: string }[];
  readonly reading: readonly string[];
  readonly settings: string;
}

export interface StudySet {
  readonly id: string;
  readonly title: string;
  readonly reading: string;
  readonly effects: readonly Released<ReleasedEffect>[];
}

/** A programme as the municipality describes it; figures about people come as released statistics only. */
export interface ProgrammeInput {
  readonly id: string;
  readonly name: string;
  readonly approach: 'population' | 'high_risk';
  readonly aim: string;
  readonly target: string;
  readonly content: string;
  readonly period: string;
  /** Budget figures of the municipality (yen), not statistics about persons. */
  readonly costs?: readonly { readonly item: string; readonly fiscalYear: number; readonly yen: number }[];
  readonly flow?: Released<ReleasedFlow>;
  readonly kpis?: readonly KpiInput[];
}

export interface KpiInput {
  readonly label: string;
  readonly stage: 'structure' | 'process' | 'output' | 'outcome';
  readonly unit: string;
  /** As the register has them; absent beside a value that is only there to compare. */
  readonly plan?: {
    readonly baseline: { readonly year: number; readonly value: number };
    readonly target: { readonly year: number; readonly value: number };
  };
  /** Where the value stands between both, as the screen tells it; absent without a value. */
  readonly status?: 'achieved' | 'on_track' | 'behind' | 'worse';
  /** Where the measured value stands; absent where there is none, or none may be shown. */
  readonly measured?: {
    readonly table: Released<ReleasedTable>;
    readonly year: number;
    readonly at: readonly string[];
    readonly column: string;
  };
  /** Values that were counted elsewhere and typed, the latest first; they are no statistics of the loaded data. */
  readonly byHand?: readonly {
    readonly year: number;
    readonly value: number;
    readonly source: string;
    readonly countedBy: string;
  }[];
}

export interface ProvenanceInput {
  readonly appVersion: string;
  readonly workspaceHash?: string;
  readonly definitions?: readonly DefinitionNote[];
  readonly sources: readonly { readonly name: string; readonly detail: string; readonly hash: string }[];
}

export interface IntakeInput {
  readonly files: readonly {
    readonly name: string;
    readonly layoutName: string;
    readonly importedAt: string;
    readonly rowsRead: number;
    readonly rowsLoaded: number;
    readonly rowsQuarantined: number;
    readonly hash: string;
  }[];
}

/** One outcome-based (PFS/SIB) contract: its terms in words, what was reached, and the yen that follow. */
export interface PaymentInput {
  readonly name: string;
  readonly lines: readonly PaymentLineInput[];
  /** Paid whatever the outcome. */
  readonly fixed: number;
  /** Sum of the lines, after the ceiling. */
  readonly variable: number;
  readonly total: number;
  /** Ceiling of the variable part; null where the parties set none. */
  readonly cap: number | null;
  readonly capped: boolean;
}

export interface PaymentLineInput {
  readonly name: string;
  /** How the yen follow from the value, in words. */
  readonly rule: string;
  /** The other clauses in words: value before, gate, check of durability. */
  readonly clauses: readonly string[];
  /** Where the value stands; absent where it was not measured or may not be shown. */
  readonly value?: NumberRef;
  /** Level that the parties agreed on, and the level of the study that the value comes from. */
  readonly evidence?: { readonly agreed: EvidenceLevel; readonly found?: EvidenceLevel };
  /** Yen by the rule, of which to pay now and to keep back; absent where there is no value to reckon with. */
  readonly due?: { readonly earned: number; readonly paid: number; readonly retained: number };
  /** Why that is paid, in a few words. */
  readonly reason: string;
  /** What is expected of the value without the programme; empty where there is no value. */
  readonly anyway: string;
}
