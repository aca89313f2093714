import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Failure, failureOf, replyValue } from './failure.ts';
import { type Attachment, useAttachment } from './hooks.ts';

const CODE = 'disclosure.under_review';

/** Whether a question waits for the proof that its table is safe. */
export function isUnderReview(failure: unknown): failure is Failure {
  return failure instanceof Failure && failure.code === CODE;
}

const running = new WeakMap<QueryClient, Promise<void>>();

/** One job for everything under review, however many figures wait for it; then they are asked again. */
function review({ client, jobs }: Attachment, queries: QueryClient): Promise<void> {
  const known = running.get(queries);
  if (known !== undefined) return known;
  const job = jobs
    .run('公開審査', async (signal, onProgress) => {
      try {
        replyValue(await client.call('releases.review', {}, { signal, onProgress }));
      } catch (thrown) {
        throw failureOf(thrown, signal.aborted);
      }
    })
    .finally(() => running.delete(queries));
  running.set(queries, job);
  return job.then(() =>
    queries.refetchQueries({ predicate: ({ state }) => isUnderReview(state.error), type: 'active' }),
  );
}

/**
 * Follows the review of a table until it is decided.
 *
 * @param failure the answer that said so; each new one is followed anew
 * @param onStopped somebody stopped the job, or it failed
 */
export function useReview(failure: Failure | undefined, onStopped: () => void): void {
  const attachment = useAttachment();
  const queries = useQueryClient();
  useEffect(() => {
    if (failure !== undefined) review(attachment, queries).catch(onStopped);
  }, [attachment, queries, failure, onStopped]);
}
