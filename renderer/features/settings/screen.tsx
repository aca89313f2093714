import type { OperationInput } from '../../../analysis/api/contract/operations.ts';
import { ACCENTS } from '../../app/accents.ts';
import { usePreferences } from '../../app/preferences.tsx';
import type { ScreenProps } from '../../app/screen.tsx';
import { useCommand } from '../../client/hooks.ts';
import { announce } from '../../components/announcer.ts';
import { CheckField, SelectField, TextField } from '../../components/field.tsx';
import { PushButton } from '../../components/push-button.tsx';
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
      <TextField
        label="自治体名"
        block
        value={draft.municipality}
        onChange={(municipality) => onChange({ municipality })}
      />
      <TextField
        label="住民の数（人）"
        block
        number="numeric"
        hint="表示してよい最小の人数（秘匿基準）が、住民の数で決まります。"
        value={draft.population}
        onChange={(population) => onChange({ population })}
      />
    </fieldset>
  );
}

function IssuerFields({ draft, onChange }: FieldProps) {
  return (
    <fieldset className="card stack">
      <legend>報告書の表紙</legend>
      <TextField
        label="部署"
        block
        maxLength={60}
        value={draft.department}
        onChange={(department) => onChange({ department })}
      />
      <TextField
        label="問い合わせ先"
        block
        maxLength={120}
        hint="空欄なら印刷しません。"
        value={draft.contact}
        onChange={(contact) => onChange({ contact })}
      />
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
      <TextField
        label="基準をきびしくする（人。空欄なら住民の数で決まる基準）"
        block
        number="numeric"
        hint="住民の数で決まる基準より小さくすることはできません。"
        value={draft.raised}
        onChange={(raised) => onChange({ raised })}
      />
      <CheckField
        label="ファイルに出す前に、別の人の承認を求める"
        checked={draft.twoPerson}
        onChange={(twoPerson) => onChange({ twoPerson })}
      />
      <p className="hint">作成者と確認者は、「公開記録」の画面で名前と合言葉を登録します。</p>
    </fieldset>
  );
}

function DisplayFields({ draft, onChange }: FieldProps) {
  const { theme, setTheme } = usePreferences();
  return (
    <fieldset className="card stack">
      <legend>表示</legend>
      <SelectField
        label="年の表し方"
        block
        value={draft.calendar}
        options={[
          ['wareki', '和暦（令和5年度）'],
          ['seireki', '西暦（2023年度）'],
        ]}
        onChange={(calendar) => onChange({ calendar: calendar === 'seireki' ? 'seireki' : 'wareki' })}
      />
      <SelectField
        label="画面の明るさ（このPCだけ）"
        block
        value={theme}
        options={[
          ['light', '明るい'],
          ['dark', '暗い'],
        ]}
        onChange={(chosen) => setTheme(chosen === 'dark' ? 'dark' : 'light')}
      />
      <SelectField
        label="強調の色"
        block
        value={draft.accent}
        options={ACCENTS.map(({ value, name }) => [value, name])}
        onChange={(accent) => onChange({ accent })}
      />
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
          <PushButton type="submit" className="button" off={settings === null || save.isPending}>
            保存する
          </PushButton>
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
