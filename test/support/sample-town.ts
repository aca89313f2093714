import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Analysis } from '../../analysis/api/contract/client.ts';
import type {
  OperationInput,
  OperationName,
  OperationOutput,
} from '../../analysis/api/contract/operations.ts';
import { createAnalysis } from '../../analysis/api/handlers/index.ts';
import { type GuardedCall, guardCalls } from '../../analysis/api/transport/guard.ts';
import { isReleased } from '../../analysis/disclosure/index.ts';
import { copySampleTo, SAMPLE, SAMPLE_WORKSPACE } from './sample-workspace.ts';

/**
 * Seconds a question waits for the proof of its tables, longer than any proof may take: what is found then does
 * not depend on how busy the machine is. How screens wait less has tests of its own.
 */
const PATIENCE = 3600;

/** The sample municipality behind the contract, in a folder of its own. */
export interface SampleTown {
  readonly analysis: Analysis;
  readonly call: GuardedCall;
  /** The user's folder; the workspace is in `SAMPLE_WORKSPACE` below it. */
  readonly folder: string;
  /** The answer of an operation; throws the issue's code and parameters. */
  ask<Name extends OperationName>(name: Name, input: OperationInput<Name>): Promise<OperationOutput<Name>>;
  /** The code of the issue, or 'ok'. */
  codeOf(name: OperationName, input: unknown): Promise<string>;
  close(): Promise<void>;
}

/** Opens the sample in the user's folder, by default a new one that `close` takes away. */
export async function openSampleTown(
  folder = mkdtempSync(join(tmpdir(), 'ebpm-sample-town-')),
): Promise<SampleTown> {
  if (!existsSync(join(folder, SAMPLE_WORKSPACE))) await copySampleTo(folder);
  const analysis = createAnalysis({
    shell: 'browser',
    version: '0.0.0',
    sampleFolder: SAMPLE,
    userFolder: folder,
    now: () => new Date('2026-01-01T00:00:00Z'),
    reviewPatience: PATIENCE,
  });
  const call = guardCalls(analysis, { isReleased });
  const town: SampleTown = {
    analysis,
    call,
    folder,
    ask: async (name, input) => {
      const reply = await call(name, input);
      if (!reply.ok) throw new Error(`${name}: ${JSON.stringify(reply.issue)}`);
      return reply.value as OperationOutput<typeof name>;
    },
    codeOf: async (name, input) => {
      const reply = await call(name, input);
      return reply.ok ? 'ok' : reply.issue.code;
    },
    close: async () => {
      await analysis.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await town.ask('workspace.openSample', {});
  return town;
}
