import { usePreferences } from '../../app/preferences.tsx';
import { type ForestRow, forestHeight, forestOption } from '../../charts/forest.ts';
import { Figure } from '../../components/figure.tsx';
import { EffectTable } from './effect-table.tsx';
import { armsText, estimatesText } from './effect-text.ts';
import type { StudyResult } from './study-types.ts';

type EffectSet = StudyResult['sets'][number];

/** The estimates of a set below the main one, on one axis. */
export function setRows(result: StudyResult, set: EffectSet): readonly ForestRow[] {
  const first = set.effects[0]?.statistic.effect;
  const main = result.effects
    .map(({ statistic }) => statistic.effect)
    .find((effect) => effect.outcome === first?.outcome && effect.scale === first.scale);
  const others = set.effects
    .map(({ statistic }) => statistic.effect)
    .filter((effect) => effect.scale === first?.scale);
  return [
    ...(main === undefined ? [] : [{ label: `主な推定：${main.method}`, effect: main, main: true }]),
    ...others.map((effect) => ({ label: effect.method, effect, main: false })),
  ];
}

function SetFigure({ result, set }: { readonly result: StudyResult; readonly set: EffectSet }) {
  const { palette } = usePreferences();
  const [first] = set.effects;
  if (first === undefined) return null;
  const rows = setRows(result, set);
  const title = `${set.title}：${estimatesText(rows.map(({ effect }) => effect))}`;
  return (
    <Figure
      title={title}
      context={{ ...first.statistic.context, title: set.title, caveats: [] }}
      release={first.release}
      details={[
        `単位 ${first.statistic.effect.unit}`,
        first.statistic.effect.outcomeLabel,
        ...armsText(first),
      ]}
      chart={{
        option: forestOption(rows, palette),
        height: forestHeight(rows),
        description: `${title}。${set.reading}同じ数字は「表で見る」で読めます。`,
      }}
      table={<EffectTable rows={rows} />}
    >
      <p>{set.reading}</p>
    </Figure>
  );
}

/** How far the conclusion holds when settings, people or assumptions differ. */
export function Sensitivity({ result }: { readonly result: StudyResult }) {
  return (
    <section aria-label="結論の確かさ">
      {result.bounds.length > 0 && (
        <div className="card">
          <h2>結論が変わる条件</h2>
          {result.bounds.map(({ label, text }) => (
            <p key={label}>
              <strong>{label}</strong>
              <br />
              {text}
            </p>
          ))}
        </div>
      )}
      {result.sets.map((set) => (
        <SetFigure key={set.id} result={result} set={set} />
      ))}
      {result.sets.length === 0 && result.bounds.length === 0 && (
        <p className="notice">この設計で並べて見る計算はありません。</p>
      )}
    </section>
  );
}
