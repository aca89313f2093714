import { useEffect, useMemo, useRef, useState } from 'react';
import { useOperation } from '../client/hooks.ts';
import { Presenter } from '../features/presentation/presenter.tsx';
import { Tour, useTour } from '../help/tour.tsx';
import { CommandPalette } from './command-palette.tsx';
import type { Command } from './commands.ts';
import { takeEarlyKeys } from './early-keys.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { GlossaryDrawer } from './glossary-drawer.tsx';
import { AppHeader } from './header.tsx';
import { JobBar } from './job-bar.tsx';
import { keysOf } from './keys.ts';
import { LiveRegion } from './live-region.tsx';
import { usePlace } from './location.ts';
import { Navigation } from './navigation.tsx';
import { usePreferences } from './preferences.tsx';
import { EndPresentation, usePresentation } from './presentation.tsx';
import { routeOf } from './routes.ts';
import { Screen } from './screen.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { windowCommands } from './window-commands.ts';

/** A plain sign typed into a field is text; combinations with Ctrl or Alt and function keys are commands anywhere. */
function isTyping(event: KeyboardEvent): boolean {
  const combination = event.ctrlKey || event.metaKey || event.altKey || /^F\d+$/u.test(event.key);
  return !combination && event.target instanceof Element && event.target.matches('input, textarea, select');
}

function useShortcuts(commands: readonly Command[]): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (isTyping(event)) return;
      const command = commands.find(({ keys }) => keys === keysOf(event));
      if (command === undefined) return;
      event.preventDefault();
      command.run();
    };
    window.addEventListener('keydown', listen);
    for (const early of takeEarlyKeys(window)) commands.find(({ keys }) => keys === early)?.run();
    return () => window.removeEventListener('keydown', listen);
  }, [commands]);
}

type OpenPart = 'palette' | 'glossary' | 'shortcuts' | null;

/** The window: header, navigation by question, the screen, and the bar of running jobs. */
export function App() {
  const preferences = usePreferences();
  const place = usePlace();
  const state = useOperation('workspace.state', {});
  const main = useRef<HTMLElement>(null);
  const presentation = usePresentation();
  const tour = useTour(state.data);
  const [part, setPart] = useState<OpenPart>(null);
  // Only the palette lists them: the first screen does not wait for the catalogue to be read.
  const enabled = part === 'palette';
  const isOpen = state.data?.open ?? false;
  const measures = useOperation('measures.list', {}, { enabled }).data?.measures;
  const bookmarks = useOperation('bookmarks.list', {}, { enabled: enabled && isOpen }).data?.bookmarks;
  const commands = useMemo(
    () =>
      windowCommands({
        preferences,
        measures: measures ?? [],
        bookmarks: bookmarks ?? [],
        state: state.data,
        open: {
          palette: () => setPart('palette'),
          glossary: () => setPart('glossary'),
          shortcuts: () => setPart('shortcuts'),
          presentation: presentation.start,
          tour: tour.start,
        },
      }),
    [preferences, measures, bookmarks, state.data, presentation.start, tour.start],
  );
  useShortcuts(commands);
  const route = routeOf(place.route);
  const openTo = (name: Exclude<OpenPart, null>) => (open: boolean) => setPart(open ? name : null);

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
        onPalette={() => setPart('palette')}
        onGlossary={() => setPart('glossary')}
      />
      <Navigation current={route.id} open={isOpen} />
      <main id="main" ref={main} tabIndex={-1} className="main">
        <ErrorBoundary key={route.id}>
          <Screen place={place} state={state} />
        </ErrorBoundary>
      </main>
      <Tour tour={tour} />
      <EndPresentation presentation={presentation} />
      <Presenter />
      <JobBar />
      <LiveRegion />
      <CommandPalette commands={commands} isOpen={part === 'palette'} onOpenChange={openTo('palette')} />
      <GlossaryDrawer isOpen={part === 'glossary'} onOpenChange={openTo('glossary')} />
      <ShortcutsDialog commands={commands} isOpen={part === 'shortcuts'} onOpenChange={openTo('shortcuts')} />
    </div>
  );
}

function skipTo(target: HTMLElement | null): void {
  target?.focus();
  target?.scrollIntoView();
}
