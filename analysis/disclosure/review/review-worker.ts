/** Worker thread of the desk: finds and proves patterns beside the process that answers. */
import { parentPort } from 'node:worker_threads';
import { UserIssue } from '../../domain/issue.ts';
import { suppress } from '../engine/suppress.ts';
import type { CellSystem } from '../engine/system.ts';
import type { ReviewAnswer } from './desk.ts';

interface ReviewTask {
  readonly key: string;
  readonly system: CellSystem;
  readonly seconds: number;
}

async function answer({ key, system, seconds }: ReviewTask): Promise<ReviewAnswer> {
  try {
    return { key, outcome: (await suppress(system, { seconds })) ?? 'impossible' };
  } catch (error) {
    // Whatever went wrong is no proof; its message stays here.
    return { key, outcome: error instanceof UserIssue ? 'unfinished' : 'failed' };
  }
}

parentPort?.on('message', (task: ReviewTask) => {
  void answer(task).then((reply) => parentPort?.postMessage(reply));
});
