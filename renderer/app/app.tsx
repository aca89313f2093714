import { useEffect, useMemo, useRef, useState } from 'react';
import type { OperationOutput } from '../../analysis/api/contract/operations.ts';
import { useOperation } from '../client/hooks.ts';
import { Presenter } from '../features/presentation/presenter.tsx';
import { CommandPalette } from './command-palette.tsx';
import { type Command, keysOf, screenCommands } from './commands.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { GlossaryDrawer } from './glossary-drawer.tsx';
import { AppHeader } from './header.tsx';
import { JobBar } from './job-bar.tsx';
import { LiveRegion } from './live-region.tsx';
import { go, usePlace } from './location.ts';
import { Navigation } from './navigation.tsx';
import { type Preferences, usePreferences } from './preferences.tsx';
import { EndPresentation, usePresentation } from './presentation.tsx';
import { routeOf } from './routes.ts';
import { Screen } from './screen.tsx';

interface Openers {
  readonly palette: () => void;
  readonly glossary: () => void;
  readonly presentation: () => void;
}

type Measures = OperationOutput<'measures.list'>['measures'];

function commandsOf(preferences: Preferences, measures: Measures, open: Openers): readonly Command[] {
  const { theme, setTheme, calendar, setCalendar } = preferences;
  return [
    ...screenCommands(),
    { id: 'palette', label: '命令を探す', words: 'コマンド 検索', keys: 'Ctrl+K', run: open.palette },
    {
      id: 'glossary',
      label: 'ことばの意味を調べる',
      words: '用語 ヘルプ 定義',
      keys: 'F1',
      run: open.glossary,
    },
    {
      id: 'theme',
      label: theme === 'dark' ? '明るい画面にする' : '暗い画面にする',
      words: 'テーマ 色 ダーク',
      keys: 'Ctrl+Shift+L',
      run: () => setTheme(theme === 'dark' ? 'light' : 'dark'),
    },
    {
      id: 'calendar',
      label: calendar === 'wareki' ? '西暦で表示する' : '和暦で表示する',
      words: '年号 元号 令和',
      keys: 'Ctrl+Shift+Y',
      run: () => setCalendar(calendar === 'wareki' ? 'seireki' : 'wareki'),
    },
    {
      id: 'present',
      label: '発表の画面にする（大きな文字）',
      words: 'プレゼンテーション 会議 全画面',
      keys: 'Ctrl+Shift+F',
      run: open.presentation,
    },
    { id: 'keys', label: 'キー操作の一覧', words: 'ショートカット', run: () => go('help', 'keys') },
    ...measures.map(({ id, name, family, familyName }) => ({
      id: `measure-${id}`,
      label: name,
      words: `現状の指標　${familyName}`,
      run: () => go('overview', '', { f: family, m: id }),
    })),
  ];
}

function useShortcuts(commands: readonly Command[]): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const command = commands.find(({ keys }) => keys === keysOf(event));
      if (command === undefined) return;
      event.preventDefault();
      command.run();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [commands]);
}

/** The window: header, navigation by question, the screen, and the bar of running jobs. */
export function App() {
  const preferences = usePreferences();
  const place = usePlace();
  const state = useOperation('workspace.state', {});
  const measures = useOperation('measures.list', {}).data?.measures;
  const main = useRef<HTMLElement>(null);
  const presentation = usePresentation();
  const [paletteOpen, setPaletteOpen] = useState(false);
  const [glossaryOpen, setGlossaryOpen] = useState(false);
  const commands = useMemo(
    () =>
      commandsOf(preferences, measures ?? [], {
        palette: () => setPaletteOpen(true),
        glossary: () => setGlossaryOpen(true),
        presentation: presentation.start,
      }),
    [preferences, measures, presentation.start],
  );
  useShortcuts(commands);
  const route = routeOf(place.route);

  useEffect(() => {
    document.title = `${route.label}｜保健事業EBPMデスク`;
  }, [route.label]);

  return (
    <div className="shell">
      <button type="button" className="skip-link" onClick={() => skipTo(main.current)}>
        本文へ移動
      </button>
      <AppHeader
        state={state.data}
        onPalette={() => setPaletteOpen(true)}
        onGlossary={() => setGlossaryOpen(true)}
      />
      <Navigation current={route.id} open={state.data?.open ?? false} />
      <main id="main" ref={main} tabIndex={-1} className="main">
        <ErrorBoundary key={route.id}>
          <Screen place={place} state={state} />
        </ErrorBoundary>
      </main>
      <EndPresentation presentation={presentation} />
      <Presenter />
      <JobBar />
      <LiveRegion />
      <CommandPalette commands={commands} isOpen={paletteOpen} onOpenChange={setPaletteOpen} />
      <GlossaryDrawer isOpen={glossaryOpen} onOpenChange={setGlossaryOpen} />
    </div>
  );
}

function skipTo(target: HTMLElement | null): void {
  target?.focus();
  target?.scrollIntoView();
}
