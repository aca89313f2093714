import { mkdtempSync, rmSync } from 'node:fs';
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

const UNDER_REVIEW = 'disclosure.under_review';
/** Tables of one answer that may each need a review. */
const MOST_REVIEWS = 12;

export const SAMPLE = new URL('../../sample-data/small/', import.meta.url).pathname;

/** The sample municipality behind the contract, imported from its files into a folder of its own. */
export interface SampleTown {
  readonly analysis: Analysis;
  readonly call: GuardedCall;
  /** The user's folder; the workspace is in `見本.ebpm` below it. */
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
  const analysis = createAnalysis({
    shell: 'browser',
    version: '0.0.0',
    sampleFolder: SAMPLE,
    userFolder: folder,
    now: () => new Date('2026-01-01T00:00:00Z'),
  });
  const call = guardCalls(analysis, { isReleased });
  const town: SampleTown = {
    analysis,
    call,
    folder,
    ask: async (name, input) => {
      let reply = await call(name, input);
      // As the screens do: a table whose proof takes long is waited for, however slow the machine is.
      for (let i = 0; i < MOST_REVIEWS && !reply.ok && reply.issue.code === UNDER_REVIEW; i++) {
        await call('releases.review', {});
        reply = await call(name, input);
      }
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
