import { use, useState } from 'react';
import { OverlayTriggerStateContext } from 'react-aria-components';
import { usePreferences } from '../../app/preferences.tsx';
import { useOperation } from '../../client/hooks.ts';
import { announce } from '../../components/announcer.ts';
import { Drawer } from '../../components/drawer.tsx';
import { SelectField, TextField } from '../../components/field.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { RemoveButton } from '../../components/remove-button.tsx';
import { EMPTY_KPI, type Kpi, type KpiDraft, kpiDraft, kpiOf, missingInKpi } from './kpi-draft.ts';
import { useYearOptions } from './plan-years.ts';

interface KpiFormProps {
  readonly start: KpiDraft;
  readonly saveLabel: string;
  readonly onSave: (kpi: Kpi) => void;
}

/** Inside a panel, which it closes when the KPI is taken over. */
function KpiForm({ start, saveLabel, onSave }: KpiFormProps) {
  const [draft, setDraft] = useState(start);
  const panel = use(OverlayTriggerStateContext);
  const list = useOperation('measures.list', {});
  const measures = (list.data?.measures ?? []).filter(({ direction }) => direction !== 'neutral');
  const measure = measures.find(({ id }) => id === draft.measure);
  const unit = measure === undefined ? '' : `（${measure.unit}）`;
  const years = useYearOptions(
    [start.baselineYear, start.targetYear].filter((text) => text !== '').map(Number),
  );
  const kpi = kpiOf(draft, measure);
  const missing = missingInKpi(draft);
  const set = (part: Partial<KpiDraft>) => setDraft((before) => ({ ...before, ...part }));
  const year = (name: 'baselineYear' | 'targetYear', label: string) => (
    <SelectField
      label={label}
      block
      value={draft[name]}
      empty="選ぶ"
      options={years}
      onChange={(chosen) => set({ [name]: chosen })}
    />
  );
  const number = (name: 'baseline' | 'target', label: string) => (
    <TextField
      label={label}
      block
      number="decimal"
      value={draft[name]}
      onChange={(text) => set({ [name]: text })}
    />
  );
  return (
    <div className="stack">
      <SelectField
        label="指標"
        block
        value={draft.measure}
        empty="選ぶ"
        options={measures.map(({ id, name }) => [id, name])}
        onChange={(chosen) => set({ measure: chosen })}
      />
      {year('baselineYear', '基準の年度')}
      {number('baseline', `基準値${unit}`)}
      {year('targetYear', '目標の年度')}
      {number('target', `目標値${unit}`)}
      <p className="hint" role="status">
        {missing.length > 0 && `まだ足りないか、読めないもの：${missing.join('、')}`}
      </p>
      <div className="actions start">
        <PushButton
          className="button secondary small"
          off={kpi === undefined}
          onClick={() => {
            if (kpi === undefined) return;
            onSave(kpi);
            panel?.close();
          }}
        >
          {saveLabel}
        </PushButton>
      </div>
    </div>
  );
}

interface KpiEditorProps {
  readonly kpis: readonly Kpi[];
  readonly onChange: (kpis: readonly Kpi[]) => void;
}

/** KPIs of one box, each bound to a measure of the catalogue. */
export function KpiEditor({ kpis, onChange }: KpiEditorProps) {
  const { fiscalYear } = usePreferences();
  // A measure stands in a box once: the later of two takes the place of the earlier.
  const put = (kpi: Kpi, instead?: Kpi) => {
    onChange([...kpis.filter((other) => other.id !== kpi.id && other !== instead), kpi]);
    announce(`評価指標「${kpi.name}」を${instead === undefined ? '加えました' : '直しました'}。`);
  };
  return (
    <div className="stack">
      {kpis.length > 0 && (
        <ul>
          {kpis.map((kpi) => (
            <li key={kpi.id}>
              {kpi.name}：{kpi.baseline.value}
              {kpi.unit}（{fiscalYear(kpi.baseline.year)}） → {kpi.target.value}
              {kpi.unit}（{fiscalYear(kpi.target.year)}）{' '}
              <Drawer label={`${kpi.name}を直す`} shown="直す" title={`評価指標「${kpi.name}」を直す`}>
                <KpiForm start={kpiDraft(kpi)} saveLabel="直す" onSave={(next) => put(next, kpi)} />
              </Drawer>{' '}
              <RemoveButton of={kpi.name} onRemove={() => onChange(kpis.filter((other) => other !== kpi))} />
            </li>
          ))}
        </ul>
      )}
      {/* The box in the logic model is narrow: four numbers and the name of a measure need a page's width. */}
      <Drawer label="評価指標を加える" title="評価指標を加える">
        <KpiForm start={EMPTY_KPI} saveLabel="加える" onSave={(kpi) => put(kpi)} />
      </Drawer>
    </div>
  );
}
