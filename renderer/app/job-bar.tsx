import { useEffect, useRef } from 'react';
import { Label, ProgressBar } from 'react-aria-components';
import { useAttachment, useJobs } from '../client/hooks.ts';
import type { Job } from '../client/jobs.ts';
import { announce } from '../components/announcer.ts';
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
      <button
        type="button"
        className="button secondary small"
        disabled={job.state === 'cancelling'}
        onClick={onCancel}
        aria-label={`${job.title}を中止`}
      >
        中止
      </button>
    </div>
  );
}

/** Running jobs with progress, remaining time and a way to stop them. */
export function JobBar() {
  const jobs = useJobs();
  const { jobs: board } = useAttachment();
  const before = useRef<readonly Job[]>([]);
  useEffect(() => {
    const known = new Set(jobs.map((job) => job.id));
    for (const job of before.current) if (!known.has(job.id)) announce(`「${job.title}」が終わりました。`);
    before.current = jobs;
  }, [jobs]);
  if (jobs.length === 0) return null;
  return (
    <section className="job-bar" aria-label="実行中の処理">
      {jobs.map((job) => (
        <JobRow key={job.id} job={job} onCancel={() => board.cancel(job.id)} />
      ))}
    </section>
  );
}
