import type { z } from 'zod';
import { approachesOperations } from './approaches.ts';
import { bookmarksOperations } from './bookmarks.ts';
import { draftsOperations } from './drafts.ts';
import { geographyOperations } from './geography.ts';
import { helpOperations } from './help.ts';
import { importOperations } from './import.ts';
import { measuresOperations } from './measures.ts';
import type { Operation } from './operation.ts';
import { overviewOperations } from './overview.ts';
import { presentationOperations } from './presentation.ts';
import { programmesOperations } from './programmes.ts';
import { qualityOperations } from './quality.ts';
import { recentOperations } from './recent.ts';
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
  ...overviewOperations,
  ...geographyOperations,
  ...bookmarksOperations,
  ...approachesOperations,
  ...programmesOperations,
  ...studiesOperations,
  ...reportsOperations,
  ...draftsOperations,
  ...presentationOperations,
  ...releasesOperations,
  ...helpOperations,
  ...recentOperations,
} as const satisfies Record<string, Operation>;

export type Operations = typeof operations;
export type OperationName = keyof Operations;
export type OperationInput<Name extends OperationName> = z.infer<Operations[Name]['input']>;
export type OperationOutput<Name extends OperationName> = z.infer<Operations[Name]['output']>;
