import { z } from 'zod';
import { workspaceSettings } from '../../domain/settings.ts';
import { nothing, operation } from './operation.ts';

const workspaceState = z.strictObject({
  open: z.boolean(),
  name: z.string(),
  sample: z.boolean(),
  settings: workspaceSettings,
  threshold: z.int(),
  fiscalYears: z.array(z.int()).readonly(),
  districts: z
    .array(
      z.strictObject({
        code: z.string(),
        name: z.string(),
        level: z.enum(['municipality', 'care_area', 'school_district']),
        parent: z.string().exactOptional(),
      }),
    )
    .readonly(),
  batches: z.int(),
});

/** A workspace: what is open, its settings, its end. */
export const workspaceOperations = {
  'app.info': operation(
    'query',
    nothing,
    z.strictObject({ version: z.string(), shell: z.string(), sampleAvailable: z.boolean() }),
  ),
  'workspace.state': operation('query', nothing, workspaceState),
  'workspace.create': operation(
    'command',
    z.strictObject({ folder: z.string(), settings: workspaceSettings }),
    workspaceState,
  ),
  'workspace.open': operation('command', z.strictObject({ folder: z.string() }), workspaceState),
  'workspace.openSample': operation('job', nothing, workspaceState),
  /** Opens what was open here last, also after a crash; the sample where that is nothing or gone. */
  'workspace.reopen': operation('job', nothing, workspaceState),
  'workspace.saveSettings': operation('command', workspaceSettings, workspaceState),
  /** Removes the open workspace with everything in it; the name must be typed to confirm. */
  'workspace.delete': operation('command', z.strictObject({ confirmName: z.string() }), workspaceState),
} as const;
