import { z } from 'zod';
import { done, grade, nothing, operation } from './operation.ts';
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

const labelled = z.strictObject({ label: z.string(), text: z.string() });

/** A question that a study file could be made for, and what the workspace lacks for it. */
const studyOffer = z.strictObject({
  id: z.string(),
  kind: z.string(),
  question: z.string(),
  design: z.string(),
  /** Empty when the study can be started. */
  missing: z.array(z.string()).readonly(),
});

/** Where a study stands between design and result; every later step needs the one before. */
const studyStage = z.enum(['draft', 'locked', 'diagnosed', 'opened']);

const studyLock = z.strictObject({
  hash: z.string(),
  /** Empty before the design is locked. */
  lockedAt: z.string(),
  changedSince: z.boolean(),
  stage: studyStage,
  /** Whether outcomes of an earlier version had been opened before this one was locked. */
  changedAfterOutcomes: z.boolean(),
  /** Settings that differ from the first version that was locked. */
  changes: z.array(z.strictObject({ key: z.string(), before: z.string(), after: z.string() })).readonly(),
});

const planned = {
  study: studyInfo,
  lock: studyLock,
  targetTrial: z.array(z.strictObject({ item: z.string(), text: z.string() })).readonly(),
  settings: z.string(),
  formula: z.array(z.string()).readonly(),
  /** R that repeats the main estimate on a table of the same shape; holds no data. */
  code: z.string(),
};

const studyDesign = z.strictObject({ ...planned, method: z.string() });

const diagnosed = {
  ...planned,
  checks: z.array(studyCheck).readonly(),
  flow: releasedFlow,
  /** Absent in designs that weight nobody. */
  balance: releasedBalance.exactOptional(),
  overlap: releasedTable.exactOptional(),
  /** Smallest differences that would be found, worked out before outcomes are opened. */
  power: z
    .array(
      z.strictObject({
        outcome: z.string(),
        label: z.string(),
        unit: z.string(),
        decimals: z.number(),
        detectable: z.number(),
        important: z.number(),
      }),
    )
    .readonly(),
};

const studyDiagnosis = z.strictObject(diagnosed);

const effectSet = z.strictObject({
  id: z.string(),
  kind: z.enum(['sensitivity', 'subgroup', 'event_study', 'dose', 'placebo']),
  title: z.string(),
  reading: z.string(),
  effects: z.array(releasedEffect).readonly(),
});

const studyFigure = z.strictObject({
  kind: z.enum(['series', 'discontinuity', 'survival']),
  title: z.string(),
  table: releasedTable,
});

const studyResult = z.strictObject({
  ...diagnosed,
  evidenceLevel: z.enum(['1', '2a', '2b', '3', '4']),
  effects: z.array(releasedEffect).readonly(),
  /** Other estimators and the naive before–after comparison, for comparison only. */
  alternatives: z.array(releasedEffect).readonly(),
  /** Estimates read together: settings varied, subgroups, years since the start, doses. */
  sets: z.array(effectSet).readonly(),
  figures: z.array(studyFigure).readonly(),
  /** What it would take to change the conclusion. */
  bounds: z.array(labelled).readonly(),
  reading: z.array(z.string()).readonly(),
});

const studyPictures = z.strictObject({
  pictures: z.array(z.strictObject({ name: z.string(), title: z.string(), svg: z.string() })).readonly(),
});

const studyFault = z.strictObject({
  line: z.number(),
  key: z.string(),
  reason: z.string(),
  hint: z.string(),
  sentence: z.string(),
});

const byId = z.strictObject({ id: z.string() });
const byText = z.strictObject({ text: z.string().max(200_000) });

/** Effect studies: design → lock → diagnostics → only then outcomes. */
export const studiesOperations = {
  'studies.list': operation(
    'query',
    nothing,
    z.strictObject({ studies: z.array(studyInfo).readonly(), offers: z.array(studyOffer).readonly() }),
  ),
  'studies.design': operation('query', byId, studyDesign),
  'studies.lock': operation('command', byId, studyLock),
  /** Refused before the lock. */
  'studies.diagnose': operation('job', byId, studyDiagnosis),
  /** Refused before the diagnostics were made. */
  'studies.run': operation('job', byId, studyResult),
  /** Pictures of a result that was opened, drawn from its released numbers. */
  'studies.figures': operation('job', byId, studyPictures),
  /** Every fault of a study file, with its line and key. */
  'studies.check': operation(
    'query',
    byText,
    z.strictObject({ faults: z.array(studyFault).readonly(), design: studyDesign.exactOptional() }),
  ),
  /** Puts a study file among the studies of the workspace, or replaces the one of the same id. */
  'studies.save': operation('command', byText, byId),
  'studies.remove': operation('command', byId, done),
} as const;
