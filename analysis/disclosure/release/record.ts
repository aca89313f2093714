import type { EarlierRelease, HiddenReason, ReleasedCell, ReleaseRecord } from '../../domain/statistic.ts';
import type { LedgerView } from '../ledger/view.ts';
import type { DisclosurePolicy } from '../policy.ts';
import { releaseId } from './question.ts';

/** Counts shown and hidden cells and states how the release was made safe. */
export function releaseRecord(setting: {
  readonly question: unknown;
  readonly policy: DisclosurePolicy;
  readonly ledger: LedgerView;
  readonly cells: Iterable<ReleasedCell>;
  /** Releases for whose sake cells are hidden. */
  readonly releases?: readonly string[];
}): ReleaseRecord {
  const { policy, ledger } = setting;
  const hidden = { primary: 0, secondary: 0, other: 0 };
  let shown = 0;
  for (const cell of setting.cells) {
    if (cell.state === 'shown') shown += 1;
    else if (cell.state === 'hidden') hidden[bucket(cell.reason)] += 1;
  }
  return {
    releaseId: releaseId({
      question: setting.question,
      sourceHash: ledger.sourceHash,
      ruleVersion: policy.ruleVersion,
      threshold: policy.threshold,
    }),
    ruleVersion: policy.ruleVersion,
    threshold: policy.threshold,
    hidden,
    shown,
    proof: hidden.primary + hidden.secondary + hidden.other > 0 ? 'proved' : 'nothing_hidden',
    sourceHash: ledger.sourceHash,
    ...(setting.releases && setting.releases.length > 0
      ? { earlier: setting.releases.map((id) => earlierRelease(ledger, id)) }
      : {}),
  };
}

function earlierRelease(ledger: LedgerView, releaseId: string): EarlierRelease {
  const table = ledger.tables.find((each) => each.releaseId === releaseId);
  return { releaseId, title: table?.title ?? '', releasedAt: table?.releasedAt ?? '' };
}

function bucket(reason: HiddenReason): 'primary' | 'secondary' | 'other' {
  return reason === 'primary' || reason === 'secondary' ? reason : 'other';
}

/** A number as it may be printed: fixed decimals, never negative zero. */
export function printed(value: number, decimals: number): number {
  return Number(value.toFixed(decimals)) + 0;
}

export function shownCell(value: number, decimals: number): ReleasedCell {
  return { state: 'shown', value: printed(value, decimals) };
}

export function hiddenCell(reason: HiddenReason): ReleasedCell {
  return { state: 'hidden', reason };
}
