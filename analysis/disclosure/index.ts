/** The disclosure gate: the only maker of `Released` statistics. Import from here, not from the files. */
export { type CoarseningProposal, suggestCoarsening } from './alternatives/suggest.ts';
export { type Decision, decisionNote, exportRequest, openRequests } from './ledger/approval.ts';
export {
  type LedgerEntry,
  type LedgerEvent,
  type LedgerPort,
  ledgerState,
  ReleaseLedger,
  type ReleaseNote,
} from './ledger/chain.ts';
export { publishedTable } from './ledger/publish.ts';
export { type SettingChange, settingChanges, settingsNote } from './ledger/settings.ts';
export { verifyLedger } from './ledger/verify.ts';
export { emptyLedger, type LedgerView, type PublishedTable } from './ledger/view.ts';
export { type DisclosurePolicy, disclosurePolicy, POPULATION_TIERS, RULE_VERSION } from './policy.ts';
export { PROTECT_KINDS, protect } from './protect/protect.ts';
export type { ProtectOptions, ProtectResult } from './protect/result.ts';
export {
  type DistributionCandidate,
  isQuantileSupported,
  releaseDistribution,
} from './release/distribution.ts';
export { requireSupport } from './release/effect.ts';
export { type OperationalLeaf, type OperationalSchema, releaseOperational } from './release/operational.ts';
export { releaseSeries } from './release/series.ts';
export { leastTold, ofShownGroups, standardisedRows } from './release/strata.ts';
export { type ReleasedStudy, releaseStudy, type StudyCandidate } from './release/study.ts';
export { releaseSurvival, type SurvivalCandidate } from './release/survival.ts';
export { earlierRelease, releaseTable } from './release/table.ts';
export { isReleased, type Released, requireReleased } from './released.ts';
export { ReviewDesk } from './review/desk.ts';
