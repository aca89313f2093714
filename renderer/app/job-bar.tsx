import { useEffect } from 'react';
import { Label, ProgressBar } from 'react-aria-components';
import { useAttachment, useJobs } from '../client/hooks.ts';
import type { Job, JobEnd } from '../client/jobs.ts';
import { announce } from '../components/announcer.ts';
import { PushButton } from '../components/push-button.tsx';
import { formatNumber, remainingLabel } from '../format/number.ts';

function JobRow({ job, onCancel }: { readonly job: Job; readonly onCancel: () => void }) {
  const { progress } = job;
  const known = progress !== null && progress.total > 0;
  const percent = known ? Math.min(100, (100 * progress.done) / progress.total) : 0;
  const remaining = progress?.remainingSeconds;
  const phase = job.state === 'cancelling' ? '中止しています…' : (progress?.phase ?? '準備しています…');
  return (
    <div className="job">
      <ProgressBar className="job-progress" value={percent} isIndeterminate={!known}>
        <Label>
          <strong>{job.title}</strong>　{phase}
        </Label>
        <span className="job-track" aria-hidden="true">
          <span
            className={known ? 'job-fill' : 'job-fill unknown'}
            style={{ inlineSize: `${known ? percent : 30}%` }}
          />
        </span>
      </ProgressBar>
      <span className="num job-percent">{known ? `${formatNumber(percent, 0)}%` : ''}</span>
      <span className="job-remaining">{remaining === undefined ? '' : remainingLabel(remaining)}</span>
      <PushButton
        className="button secondary small"
        off={job.state === 'cancelling'}
        onClick={onCancel}
        aria-label={`${job.title}を中止`}
      >
        中止
      </PushButton>
    </div>
  );
}

const END_WORDS: Readonly<Record<JobEnd, string>> = {
  done: 'が終わりました。',
  cancelled: 'を中止しました。',
  failed: 'は終わりまで進めませんでした。',
};

/** Running jobs with progress, remaining time and a way to stop them. */
export function JobBar() {
  const jobs = useJobs();
  const { jobs: board } = useAttachment();
  useEffect(() => board.onEnd((job, end) => announce(`「${job.title}」${END_WORDS[end]}`)), [board]);
  if (jobs.length === 0) return null;
  return (
    <section className="job-bar" aria-label="実行中の処理">
      {jobs.map((job) => (
        <JobRow key={job.id} job={job} onCancel={() => board.cancel(job.id)} />
      ))}
    </section>
  );
}
