/** Evidence ladder: 1 RCT, 2a quasi-experiment, 2b matching or weighting, 3 before–after, 4 description. */
export const EVIDENCE_LEVELS = ['1', '2a', '2b', '3', '4'] as const;
export type EvidenceLevel = (typeof EVIDENCE_LEVELS)[number];
