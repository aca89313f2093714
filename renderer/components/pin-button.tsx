import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ReleaseRecord } from '../../analysis/domain/statistic.ts';
import { sourceOf } from '../client/answers.ts';
import { useDrafts } from '../client/drafts.ts';
import { announce } from './announcer.ts';

/** 「報告書に入れる」: puts the question behind a figure into the report that is being composed. */
export function PinButton({
  release,
  caption,
}: {
  readonly release: ReleaseRecord;
  readonly caption: string;
}) {
  const queries = useQueryClient();
  const { pin } = useDrafts();
  const source = useMemo(() => sourceOf(queries, release), [queries, release]);
  if (source === undefined) return null;
  return (
    <button
      type="button"
      className="tool"
      onClick={() => {
        void pin(caption, source).then((title) => announce(`報告書「${title}」に入れました。`));
      }}
    >
      報告書に入れる
    </button>
  );
}
