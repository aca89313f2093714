import type { Verb } from '../verb.ts';
import { approaches } from './approaches.ts';
import { batches } from './batches.ts';
import { demo } from './demo.ts';
import { importFiles } from './import.ts';
import { measures } from './measures.ts';
import { protectTable } from './protect.ts';
import { quality } from './quality.ts';
import { releases } from './releases.ts';
import { report } from './report.ts';
import { sample } from './sample.ts';
import { serve } from './serve.ts';
import { study } from './study.ts';

/** Every verb but `effect`, which reads its own arguments. */
export const verbs: readonly Verb[] = [
  sample,
  importFiles,
  batches,
  quality,
  measures,
  approaches,
  study,
  protectTable,
  report,
  releases,
  serve,
  demo,
];
