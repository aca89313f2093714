import type { EffectEstimate, ReleasedEffect, ReleasedWire } from '../../../analysis/domain/statistic.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { type ForestRow, forestHeight, forestOption } from '../../charts/forest.ts';
import { Figure } from '../../components/figure.tsx';
import { EffectTable } from './effect-table.tsx';
import { armsText, effectText } from './effect-text.ts';
import { StudyFigures } from './study-figures.tsx';
import { EVIDENCE_LEVELS, type StudyResult } from './study-types.ts';

type EffectWire = ReleasedWire<ReleasedEffect>;

function rowsOf(main: EffectWire, others: readonly EffectWire[]): readonly ForestRow[] {
  const same = others.filter(
    ({ statistic: { effect } }) =>
      effect.outcome === main.statistic.effect.outcome && effect.scale === main.statistic.effect.scale,
  );
  return [
    { label: `主な推定：${main.statistic.effect.method}`, effect: main.statistic.effect, main: true },
    ...same.map(({ statistic }) => ({
      label: statistic.effect.method,
      effect: statistic.effect,
      main: false,
    })),
  ];
}

interface OutcomeFigureProps {
  readonly wire: EffectWire;
  readonly others: readonly EffectWire[];
  readonly caption?: string;
}

/** An effect with its interval beside what other ways of estimating give. */
export function OutcomeFigure({ wire, others, caption }: OutcomeFigureProps) {
  const { palette } = usePreferences();
  const { statistic, release } = wire;
  const { effect } = statistic;
  const rows = rowsOf(wire, others);
  const title = caption ?? `${effect.outcomeLabel}：${effectText(effect)}`;
  return (
    <Figure
      title={title}
      context={statistic.context}
      release={release}
      details={[`単位 ${effect.unit}`, ...armsText(wire)]}
      method={[
        { label: '推定したもの', text: ESTIMANDS[effect.estimand] },
        { label: '推定の方法', text: effect.method },
      ]}
      chart={{
        option: forestOption(rows, palette),
        height: forestHeight(rows),
        description: `${title}。推定方法ごとの推定値と95%信頼区間。同じ数字は「表で見る」で読めます。`,
      }}
      table={<EffectTable rows={rows} />}
    />
  );
}

const ESTIMANDS: Readonly<Record<EffectEstimate['estimand'], string>> = {
  ATE: '対象者全員が参加した場合と、しなかった場合の差（ATE）',
  ATT: '実際に参加した人にとっての差（ATT）',
  ATC: '参加しなかった人が参加していた場合の差（ATC）',
  ATO: '参加するかどうかがどちらにもなり得た人にとっての差（ATO）',
  ATM: '組にできた人にとっての差（ATM）',
  ITT: '案内された人全体での差（ITT）',
  LATE: '案内によって参加が変わった人にとっての差（LATE）',
};

/** The effect with its interval and reading; other estimators and the naive comparison beside it. */
export function Result({ result }: { readonly result: StudyResult }) {
  return (
    <section aria-label="結果">
      <div className="card reading">
        <h2>読み方</h2>
        {result.reading.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        <p className="evidence-level">
          <span className="badge neutral">根拠の強さ {result.evidenceLevel}</span>
          {EVIDENCE_LEVELS[result.evidenceLevel]}
        </p>
      </div>
      {result.effects.map((wire) => (
        <OutcomeFigure
          key={`${wire.statistic.effect.outcome} ${wire.statistic.effect.method}`}
          wire={wire}
          others={result.alternatives}
        />
      ))}
      <StudyFigures result={result} />
      <div className="notice">
        <p>
          破線はほかの計算方法です。単純な前後の差は、放っておいても戻る分（平均への回帰）や、
          もともとの違いを含むので、効果として使いません。
        </p>
      </div>
    </section>
  );
}
