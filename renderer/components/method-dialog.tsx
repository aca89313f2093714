import type { ReactNode } from 'react';
import type { ReleaseRecord, StatisticContext } from '../../analysis/domain/statistic.ts';
import { WithTerms } from '../help/terms.tsx';
import { Drawer } from './drawer.tsx';

export interface MethodText {
  readonly label: string;
  readonly text: string;
  readonly code?: boolean;
}

const PROOF: Readonly<Record<ReleaseRecord['proof'], string>> = {
  proved: '伏せた数が計算で割り出せないことを確かめました。',
  nothing_hidden: '伏せる必要のある数はありませんでした。',
};

function rows(
  context: StatisticContext,
  release: ReleaseRecord,
  extra: readonly MethodText[],
): readonly MethodText[] {
  const { primary, secondary, other } = release.hidden;
  return [
    { label: '対象', text: context.population },
    { label: '期間', text: context.period },
    { label: '方法', text: context.method },
    ...extra,
    { label: '出典', text: context.source },
    ...context.caveats.map((text) => ({ label: '注意', text })),
    {
      label: '秘匿',
      text: `基準 ${release.threshold}人（規則 ${release.ruleVersion}）。公開 ${release.shown}、人数で非公開 ${primary}、連動して非公開 ${secondary}、その他 ${other}。${PROOF[release.proof]}`,
    },
    { label: '公開番号', text: release.releaseId, code: true },
    { label: '元データの指紋', text: release.sourceHash, code: true },
  ];
}

/** 「出し方」: definition, method, source and release of a figure. */
export function MethodDialog(props: {
  readonly context: StatisticContext;
  readonly release: ReleaseRecord;
  readonly extra: readonly MethodText[];
  readonly more?: ReactNode;
}) {
  return (
    <Drawer label="出し方" title="この数字の出し方">
      <dl className="definition">
        {rows(props.context, props.release, props.extra).map(({ label, text, code }) => (
          <div key={`${label}${text}`}>
            <dt>{label}</dt>
            <dd>{code === true ? <pre className="code">{text}</pre> : <WithTerms>{text}</WithTerms>}</dd>
          </div>
        ))}
      </dl>
      {props.more}
    </Drawer>
  );
}
