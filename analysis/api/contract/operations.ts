import type { z } from 'zod';
import { approachesOperations } from './approaches.ts';
import { helpOperations } from './help.ts';
import { importOperations } from './import.ts';
import { measuresOperations } from './measures.ts';
import type { Operation } from './operation.ts';
import { qualityOperations } from './quality.ts';
import { releasesOperations } from './releases.ts';
import { reportsOperations } from './reports.ts';
import { studiesOperations } from './studies.ts';
import { workspaceOperations } from './workspace.ts';

/** Everything a shell can ask of the analysis process, one file an area. */
export const operations = {
  ...workspaceOperations,
  ...importOperations,
  ...qualityOperations,
  ...measuresOperations,
  ...approachesOperations,
  ...studiesOperations,
  ...reportsOperations,
  ...releasesOperations,
  ...helpOperations,
} as const satisfies Record<string, Operation>;

export type Operations = typeof operations;
export type OperationName = keyof Operations;
export type OperationInput<Name extends OperationName> = z.infer<Operations[Name]['input']>;
export type OperationOutput<Name extends OperationName> = z.infer<Operations[Name]['output']>;
