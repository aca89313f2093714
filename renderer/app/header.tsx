import type { OperationOutput } from '../../analysis/api/contract/operations.ts';
import { Bookmarks } from './bookmarks.tsx';
import { go } from './location.ts';
import { usePreferences } from './preferences.tsx';

export type WorkspaceState = OperationOutput<'workspace.state'>;

interface AppHeaderProps {
  readonly state: WorkspaceState | undefined;
  readonly onPalette: () => void;
  readonly onGlossary: () => void;
}

function WorkspaceName({ state }: { readonly state: WorkspaceState | undefined }) {
  if (state === undefined || !state.open)
    return <span className="workspace-name">データは開かれていません</span>;
  return (
    <span className="workspace-name">
      {state.settings.municipality === '' ? state.name : state.settings.municipality}
      {state.sample && <span className="badge">見本（架空のデータ）</span>}
      <span className="badge" title="この人数に満たない数は表示しません">
        秘匿基準 {state.threshold}人
      </span>
    </span>
  );
}

export function AppHeader({ state, onPalette, onGlossary }: AppHeaderProps) {
  const { theme, setTheme, calendar, setCalendar } = usePreferences();
  return (
    <header className="app-header">
      <button type="button" className="app-name" onClick={() => go('start')}>
        保健事業EBPMデスク
      </button>
      <WorkspaceName state={state} />
      <div className="header-tools">
        <button type="button" className="tool" onClick={onPalette} aria-keyshortcuts="Control+K">
          探す <kbd>Ctrl+K</kbd>
        </button>
        {state?.open === true && <Bookmarks />}
        <button
          type="button"
          className="tool"
          onClick={() => setCalendar(calendar === 'wareki' ? 'seireki' : 'wareki')}
          aria-label={`年の表し方。いまは${calendar === 'wareki' ? '和暦' : '西暦'}。押すと切り替え`}
        >
          {calendar === 'wareki' ? '和暦' : '西暦'}
        </button>
        <button
          type="button"
          className="tool"
          onClick={() => setTheme(theme === 'dark' ? 'light' : 'dark')}
          aria-label={`画面の明るさ。いまは${theme === 'dark' ? '暗い' : '明るい'}。押すと切り替え`}
        >
          {theme === 'dark' ? '暗' : '明'}
        </button>
        <button type="button" className="tool" onClick={onGlossary} aria-keyshortcuts="F1">
          ことばの意味 <kbd>F1</kbd>
        </button>
      </div>
    </header>
  );
}
