import type { OperationInput } from '../../../analysis/api/contract/operations.ts';
import { ACCENTS } from '../../app/accents.ts';
import { usePreferences } from '../../app/preferences.tsx';
import type { ScreenProps } from '../../app/screen.tsx';
import { useCommand } from '../../client/hooks.ts';
import { announce } from '../../components/announcer.ts';
import { ScreenHead } from '../../components/screen-head.tsx';
import { FailurePanel } from '../../components/state.tsx';
import { UndoTools } from '../../components/undo-tools.tsx';
import { useHistory, useUndoKeys } from '../../components/use-history.ts';
import { parsePopulation } from '../start/create-workspace.tsx';
import { DeleteWorkspace } from './delete-workspace.tsx';
import { DisclosureRules } from './disclosure-rules.tsx';
import { LogoSetting } from './logo.tsx';

type Settings = OperationInput<'workspace.saveSettings'>;

interface Draft {
  readonly municipality: string;
  readonly population: string;
  readonly raised: string;
  readonly calendar: Settings['calendar'];
  readonly accent: string;
  readonly department: string;
  readonly contact: string;
  readonly twoPerson: boolean;
}

function draftOf(settings: Settings): Draft {
  return {
    municipality: settings.municipality,
    population: String(settings.population),
    raised: settings.raisedThreshold === undefined ? '' : String(settings.raisedThreshold),
    calendar: settings.calendar,
    accent: settings.theme.accent,
    department: settings.issuer?.department ?? '',
    contact: settings.issuer?.contact ?? '',
    twoPerson: settings.twoPersonRelease === true,
  };
}

/** The settings of a draft; null while a number in it cannot be read. */
export function settingsOf(draft: Draft, synthetic = false): Settings | null {
  const population = parsePopulation(draft.population);
  const raised = draft.raised.trim() === '' ? undefined : parsePopulation(draft.raised);
  if (population === null || raised === null) return null;
  const issuer = { department: draft.department.trim(), contact: draft.contact.trim() };
  return {
    municipality: draft.municipality.trim(),
    population,
    ...(raised === undefined ? {} : { raisedThreshold: raised }),
    calendar: draft.calendar,
    theme: { accent: draft.accent },
    ...(issuer.department === '' && issuer.contact === '' ? {} : { issuer }),
    ...(draft.twoPerson ? { twoPersonRelease: true } : {}),
    ...(synthetic ? { synthetic } : {}),
  };
}

interface FieldProps {
  readonly draft: Draft;
  readonly onChange: (change: Partial<Draft>) => void;
}

function MunicipalityFields({ draft, onChange }: FieldProps) {
  return (
    <fieldset className="card stack">
      <legend>自治体</legend>
      <label className="field">
        <span>自治体名</span>
        <input
          className="input"
          value={draft.municipality}
          onChange={(event) => onChange({ municipality: event.target.value })}
        />
      </label>
      <label className="field">
        <span>住民の数（人）</span>
        <input
          className="input short num"
          inputMode="numeric"
          value={draft.population}
          onChange={(event) => onChange({ population: event.target.value })}
        />
        <span className="hint">表示してよい最小の人数（秘匿基準）が、住民の数で決まります。</span>
      </label>
    </fieldset>
  );
}

function IssuerFields({ draft, onChange }: FieldProps) {
  return (
    <fieldset className="card stack">
      <legend>報告書の表紙</legend>
      <label className="field">
        <span>部署</span>
        <input
          className="input"
          maxLength={60}
          value={draft.department}
          onChange={(event) => onChange({ department: event.target.value })}
        />
      </label>
      <label className="field">
        <span>問い合わせ先</span>
        <input
          className="input"
          maxLength={120}
          value={draft.contact}
          onChange={(event) => onChange({ contact: event.target.value })}
        />
        <span className="hint">空欄なら印刷しません。</span>
      </label>
    </fieldset>
  );
}

function ThresholdFields({ draft, onChange, threshold }: FieldProps & { readonly threshold: number }) {
  return (
    <fieldset className="card stack">
      <legend>秘匿基準</legend>
      <p>
        いまの基準 <strong className="num">{threshold}人</strong>
      </p>
      <p className="hint">これより少ない人数は、表・図・ファイルのどれにも出しません。</p>
      <label className="field">
        <span>基準をきびしくする（人。空欄なら住民の数で決まる基準）</span>
        <input
          className="input short num"
          inputMode="numeric"
          value={draft.raised}
          onChange={(event) => onChange({ raised: event.target.value })}
        />
        <span className="hint">住民の数で決まる基準より小さくすることはできません。</span>
      </label>
      <label className="field inline check">
        <input
          type="checkbox"
          className="checkbox"
          checked={draft.twoPerson}
          onChange={(event) => onChange({ twoPerson: event.target.checked })}
        />
        <span>ファイルに出す前に、別の人の承認を求める</span>
      </label>
    </fieldset>
  );
}

function DisplayFields({ draft, onChange }: FieldProps) {
  const { theme, setTheme } = usePreferences();
  return (
    <fieldset className="card stack">
      <legend>表示</legend>
      <label className="field">
        <span>年の表し方</span>
        <select
          className="select"
          value={draft.calendar}
          onChange={(event) =>
            onChange({ calendar: event.target.value === 'seireki' ? 'seireki' : 'wareki' })
          }
        >
          <option value="wareki">和暦（令和5年度）</option>
          <option value="seireki">西暦（2023年度）</option>
        </select>
      </label>
      <label className="field">
        <span>画面の明るさ（このPCだけ）</span>
        <select
          className="select"
          value={theme}
          onChange={(event) => setTheme(event.target.value === 'dark' ? 'dark' : 'light')}
        >
          <option value="light">明るい</option>
          <option value="dark">暗い</option>
        </select>
      </label>
      <label className="field">
        <span>強調の色</span>
        <select
          className="select"
          value={draft.accent}
          onChange={(event) => onChange({ accent: event.target.value })}
        >
          {ACCENTS.map((accent) => (
            <option key={accent.id} value={accent.value}>
              {accent.name}
            </option>
          ))}
        </select>
      </label>
    </fieldset>
  );
}

/** Municipality, threshold and display. */
export function SettingsScreen({ state }: ScreenProps) {
  const { setCalendar } = usePreferences();
  const history = useHistory<Draft>(draftOf(state.settings));
  const draft = history.value;
  useUndoKeys(history);
  const save = useCommand('workspace.saveSettings');
  const settings = settingsOf(draft, state.settings.synthetic);
  const change = (part: Partial<Draft>) => history.change({ ...draft, ...part });
  return (
    <div className="screen">
      <ScreenHead route="settings" />
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (settings === null) return;
          save.mutate(settings, {
            onSuccess: () => {
              setCalendar(settings.calendar);
              announce('設定を保存しました。');
            },
          });
        }}
      >
        <div className="cards three">
          <MunicipalityFields draft={draft} onChange={change} />
          <ThresholdFields draft={draft} onChange={change} threshold={state.threshold} />
          <DisplayFields draft={draft} onChange={change} />
          <IssuerFields draft={draft} onChange={change} />
        </div>
        {settings === null && (
          <p className="issue-line" role="alert">
            人数は数字だけで入力してください（例：32000）。
          </p>
        )}
        {save.isError && <FailurePanel failure={save.error} />}
        <div className="actions start">
          <button type="submit" className="button" disabled={settings === null || save.isPending}>
            保存する
          </button>
          <button
            type="button"
            className="button secondary"
            onClick={() => history.change(draftOf(state.settings))}
          >
            保存してある設定に戻す
          </button>
          <UndoTools history={history} />
        </div>
      </form>
      {state.open && <LogoSetting municipality={state.settings.municipality} />}
      {state.open && <DisclosureRules />}
      {state.open && <DeleteWorkspace name={state.name} />}
    </div>
  );
}
