import { use, useState } from 'react';
import { OverlayTriggerStateContext } from 'react-aria-components';
import { usePreferences } from '../../app/preferences.tsx';
import { useOperation } from '../../client/hooks.ts';
import { announce } from '../../components/announcer.ts';
import { Drawer } from '../../components/drawer.tsx';
import { SelectField, TextField } from '../../components/field.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { RemoveButton } from '../../components/remove-button.tsx';
import { HandFields, HandValues } from './hand-values.tsx';
import {
  BY_HAND,
  EMPTY_KPI,
  freeKpiId,
  type Kpi,
  type KpiDraft,
  kpiDraft,
  kpiOf,
  missingInKpi,
} from './kpi-draft.ts';
import { useYearOptions } from './plan-years.ts';

interface KpiFormProps {
  readonly start: KpiDraft;
  /** ID of the indicator where no measure gives it one. */
  readonly handId: string;
  readonly saveLabel: string;
  readonly onSave: (kpi: Kpi) => void;
}

/** Inside a panel, which it closes when the KPI is taken over. */
function KpiForm({ start, handId, saveLabel, onSave }: KpiFormProps) {
  const [draft, setDraft] = useState(start);
  const panel = use(OverlayTriggerStateContext);
  const list = useOperation('measures.list', {});
  const measures = (list.data?.measures ?? []).filter(({ direction }) => direction !== 'neutral');
  const threshold = useOperation('workspace.state', {}).data?.threshold ?? 0;
  const byHand = draft.measure === BY_HAND;
  const measure = measures.find(({ id }) => id === draft.measure);
  const written = byHand ? draft.unit.trim() : (measure?.unit ?? '');
  const unit = written === '' ? '' : `（${written}）`;
  const years = useYearOptions(
    [start.baselineYear, start.targetYear].filter((text) => text !== '').map(Number),
  );
  const kpi = kpiOf(draft, { measure, handId, threshold });
  const missing = missingInKpi(draft, threshold);
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
        options={[
          [BY_HAND, '一覧にない指標（値を手で入れる）'],
          ...measures.map(({ id, name }) => [id, name] as const),
        ]}
        onChange={(chosen) => set({ measure: chosen })}
      />
      {byHand && <HandFields draft={draft} onChange={set} />}
      {year('baselineYear', '基準の年度')}
      {number('baseline', `基準値${unit}`)}
      {year('targetYear', '目標の年度')}
      {number('target', `目標値${unit}`)}
      {byHand && <HandValues draft={draft} onChange={set} threshold={threshold} />}
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

/** KPIs of one box: bound to a measure of the catalogue, or with values by hand. */
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
              {kpi.unit}（{fiscalYear(kpi.target.year)}）{kpi.measure === undefined && '（手入力）'}{' '}
              <Drawer label={`${kpi.name}を直す`} shown="直す" title={`評価指標「${kpi.name}」を直す`}>
                <KpiForm
                  start={kpiDraft(kpi)}
                  handId={kpi.measure === undefined ? kpi.id : freeKpiId(kpis)}
                  saveLabel="直す"
                  onSave={(next) => put(next, kpi)}
                />
              </Drawer>{' '}
              <RemoveButton of={kpi.name} onRemove={() => onChange(kpis.filter((other) => other !== kpi))} />
            </li>
          ))}
        </ul>
      )}
      {/* The box in the logic model is narrow: four numbers and the name of a measure need a page's width. */}
      <Drawer label="評価指標を加える" title="評価指標を加える">
        <KpiForm start={EMPTY_KPI} handId={freeKpiId(kpis)} saveLabel="加える" onSave={(kpi) => put(kpi)} />
      </Drawer>
    </div>
  );
}
