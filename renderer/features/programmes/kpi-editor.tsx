import { useState } from 'react';
import { useOperation } from '../../client/hooks.ts';
import { announce } from '../../components/announcer.ts';
import { Drawer } from '../../components/drawer.tsx';
import { SelectField, TextField } from '../../components/field.tsx';
import { PushButton } from '../../components/push-button.tsx';
import type { Box } from './words.ts';

type Kpi = Box['kpis'][number];

interface KpiEditorProps {
  readonly kpis: readonly Kpi[];
  readonly onChange: (kpis: readonly Kpi[]) => void;
}

interface Draft {
  readonly measure: string;
  readonly baselineYear: string;
  readonly baseline: string;
  readonly targetYear: string;
  readonly target: string;
}

const EMPTY: Draft = { measure: '', baselineYear: '', baseline: '', targetYear: '', target: '' };

function NewKpi({ onAdd }: { readonly onAdd: (kpi: Kpi) => void }) {
  const [draft, setDraft] = useState(EMPTY);
  const list = useOperation('measures.list', {});
  const measures = (list.data?.measures ?? []).filter(({ direction }) => direction !== 'neutral');
  const measure = measures.find(({ id }) => id === draft.measure);
  const unit = measure === undefined ? '' : `（${measure.unit}）`;
  const numbers = (['baselineYear', 'baseline', 'targetYear', 'target'] as const).map((name) =>
    draft[name].trim() === '' ? Number.NaN : Number(draft[name]),
  );
  const [baselineYear = 0, baseline = 0, targetYear = 0, target = 0] = numbers;
  const usable = measure !== undefined && numbers.every(Number.isFinite) && targetYear > baselineYear;
  const field = (name: 'baselineYear' | 'baseline' | 'targetYear' | 'target', label: string) => (
    <TextField
      label={label}
      block
      number="decimal"
      value={draft[name]}
      onChange={(text) => setDraft((before) => ({ ...before, [name]: text }))}
    />
  );
  return (
    // The box in the logic model is narrow: four numbers and the name of a measure need a page's width.
    <Drawer label="評価指標を加える" title="評価指標を加える">
      <div className="stack">
        <SelectField
          label="指標"
          block
          value={draft.measure}
          empty="選ぶ"
          options={measures.map(({ id, name }) => [id, name])}
          onChange={(chosen) => setDraft((before) => ({ ...before, measure: chosen }))}
        />
        {field('baselineYear', '基準の年度（西暦）')}
        {field('baseline', `基準値${unit}`)}
        {field('targetYear', '目標の年度（西暦）')}
        {field('target', `目標値${unit}`)}
        <div className="actions start">
          <PushButton
            className="button secondary small"
            off={!usable}
            onClick={() => {
              if (measure === undefined || measure.direction === 'neutral') return;
              onAdd({
                id: measure.id,
                name: measure.name,
                measure: measure.id,
                unit: measure.unit,
                direction: measure.direction,
                baseline: { year: baselineYear, value: baseline },
                target: { year: targetYear, value: target },
                source: measure.source,
              });
              setDraft(EMPTY);
              announce(`評価指標「${measure.name}」を加えました。`);
            }}
          >
            加える
          </PushButton>
        </div>
      </div>
    </Drawer>
  );
}

/** KPIs of one box, each bound to a measure of the catalogue. */
export function KpiEditor({ kpis, onChange }: KpiEditorProps) {
  return (
    <div className="stack">
      {kpis.length > 0 && (
        <ul>
          {kpis.map((kpi) => (
            <li key={kpi.id}>
              {kpi.name}：{kpi.baseline.value}
              {kpi.unit} → {kpi.target.value}
              {kpi.unit}（{kpi.target.year}年度）{' '}
              <button
                type="button"
                className="tool"
                aria-label={`${kpi.name}を消す`}
                onClick={() => onChange(kpis.filter((other) => other !== kpi))}
              >
                消す
              </button>
            </li>
          ))}
        </ul>
      )}
      <NewKpi onAdd={(kpi) => onChange([...kpis.filter(({ id }) => id !== kpi.id), kpi])} />
    </div>
  );
}
