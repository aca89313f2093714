import { z } from 'zod';
import { grade, nothing, operation } from './operation.ts';
import { releasedBalance, releasedEffect, releasedFlow, releasedTable } from './statistics.ts';

const studyInfo = z.strictObject({
  id: z.string(),
  title: z.string(),
  question: z.string(),
  programme: z.string(),
  design: z.string(),
  outcomes: z.array(z.string()).readonly(),
});

const studyCheck = z.strictObject({
  id: z.string(),
  label: z.string(),
  verdict: grade,
  explanation: z.string(),
  action: z.string(),
});

const studyResult = z.strictObject({
  study: studyInfo,
  lock: z.strictObject({ hash: z.string(), lockedAt: z.string(), changedSince: z.boolean() }),
  targetTrial: z.array(z.strictObject({ item: z.string(), text: z.string() })).readonly(),
  checks: z.array(studyCheck).readonly(),
  evidenceLevel: z.enum(['1', '2a', '2b', '3', '4']),
  flow: releasedFlow,
  balance: releasedBalance,
  overlap: releasedTable,
  effects: z.array(releasedEffect).readonly(),
  /** Other estimators and the naive before–after comparison, for comparison only. */
  alternatives: z.array(releasedEffect).readonly(),
  reading: z.array(z.string()).readonly(),
  settings: z.string(),
});

/** Effect studies. */
export const studiesOperations = {
  'studies.list': operation('query', nothing, z.strictObject({ studies: z.array(studyInfo).readonly() })),
  'studies.run': operation('job', z.strictObject({ id: z.string() }), studyResult),
} as const;
