import type { StudyDefinition, StudyDesign } from '../definition.ts';
import type { DesignEngine } from '../parts.ts';
import { cohortEngine } from './cohort.ts';
import { differencesEngine } from './differences.ts';
import { discontinuityEngine } from './discontinuity.ts';
import { doseEngine } from './dose.ts';
import { randomisedEngine } from './randomised.ts';
import { seriesEngine } from './series.ts';
import { survivalEngine } from './survival.ts';

/** An engine whose design is known at run time only. */
export interface AnyEngine {
  readonly prepare: DesignEngine<StudyDesign>['prepare'];
  readonly targetTrial: DesignEngine<StudyDesign>['targetTrial'];
  readonly method: DesignEngine<StudyDesign>['method'];
}

const ENGINES: { readonly [Design in StudyDesign]: DesignEngine<Design> } = {
  cohort_with_comparison: cohortEngine,
  before_after_with_comparison: differencesEngine,
  interrupted_time_series: seriesEngine,
  regression_discontinuity: discontinuityEngine,
  randomised: randomisedEngine,
  time_to_event: survivalEngine,
  dose_response: doseEngine,
};

/** The engine of a study's own design: it is only ever given studies of that design. */
export function engineOf(study: StudyDefinition): AnyEngine {
  return ENGINES[study.design] as unknown as AnyEngine;
}
