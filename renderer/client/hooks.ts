import {
  type UseQueryResult,
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { createContext, use, useSyncExternalStore } from 'react';
import type { Progress } from '../../analysis/api/contract/messages.ts';
import type {
  OperationInput,
  OperationName,
  OperationOutput,
} from '../../analysis/api/contract/operations.ts';
import { announce } from '../components/announcer.ts';
import type { Connection } from './connection.ts';
import { type Failure, failureOf, isPassing, replyValue } from './failure.ts';
import type { Job, JobBoard } from './jobs.ts';

export interface Attachment extends Connection {
  readonly jobs: JobBoard;
}

export const AttachmentContext = createContext<Attachment | null>(null);

export function useAttachment(): Attachment {
  const attachment = use(AttachmentContext);
  if (attachment === null) throw new Error('no connection above this component');
  return attachment;
}

interface Ask<Name extends OperationName> {
  readonly operation: Name;
  readonly input: OperationInput<Name>;
  /** Japanese name of long work; puts it on the job bar. */
  readonly job?: string;
}

async function ask<Name extends OperationName>(
  { client, jobs }: Attachment,
  { operation, input, job }: Ask<Name>,
): Promise<OperationOutput<Name>> {
  const work = async (signal: AbortSignal, onProgress: (progress: Progress) => void) => {
    try {
      return replyValue(await client.call(operation, input, { signal, onProgress }));
    } catch (thrown) {
      throw failureOf(thrown, signal.aborted);
    }
  };
  return job === undefined ? jobs.follow(FIRST_WORK, work, announce) : jobs.run(job, work);
}

/** Name on the job bar of what a question may have to do first. */
const FIRST_WORK = '初回の集計';

/** Long enough for an analysis that ended to be started again. */
const ASK_AGAIN_MS = 1500;

/** Reads; the answer is kept until the workspace changes. Asked once more where the line broke for a moment. */
export function useOperation<Name extends OperationName>(
  operation: Name,
  input: OperationInput<Name>,
  options: { readonly job?: string; readonly enabled?: boolean } = {},
): UseQueryResult<OperationOutput<Name>, Failure> {
  const attachment = useAttachment();
  const { job, enabled } = options;
  return useQuery<OperationOutput<Name>, Failure>({
    ...queryOf(attachment, { operation, input, ...(job === undefined ? {} : { job }) }),
    ...(enabled === undefined ? {} : { enabled }),
  });
}

/** Several questions of one kind, answered one by one; an answer is shared with `useOperation` of the same question. */
export function useOperations<Name extends OperationName>(
  operation: Name,
  inputs: readonly OperationInput<Name>[],
): readonly UseQueryResult<OperationOutput<Name>, Failure>[] {
  const attachment = useAttachment();
  return useQueries({ queries: inputs.map((input) => queryOf(attachment, { operation, input })) });
}

function queryOf<Name extends OperationName>(attachment: Attachment, asked: Ask<Name>) {
  return {
    queryKey: [asked.operation, asked.input],
    queryFn: () => ask(attachment, asked),
    // What took seconds once is not begun again unasked.
    retry: (count: number, failure: Failure) => asked.job === undefined && count === 0 && isPassing(failure),
    retryDelay: ASK_AGAIN_MS,
  };
}

/** Changes the workspace or makes something; afterwards everything that was read is read again. */
export function useCommand<Name extends OperationName>(
  operation: Name,
  options: { readonly job?: string; readonly changesWorkspace?: boolean } = {},
) {
  const attachment = useAttachment();
  const queries = useQueryClient();
  const { job, changesWorkspace = true } = options;
  return useMutation<OperationOutput<Name>, Failure, OperationInput<Name>>({
    mutationFn: (input) => ask(attachment, { operation, input, ...(job === undefined ? {} : { job }) }),
    onSuccess: () => (changesWorkspace ? queries.invalidateQueries() : undefined),
  });
}

export function useJobs(): readonly Job[] {
  const { jobs } = useAttachment();
  return useSyncExternalStore(jobs.subscribe, jobs.current);
}
