import type { UseQueryResult } from '@tanstack/react-query';
import { type ComponentType, lazy, Suspense } from 'react';
import type { Failure } from '../client/failure.ts';
import { LineError } from '../client/line.ts';
import { Answer, Waiting } from '../components/state.tsx';
import { StartScreen } from '../features/start/screen.tsx';
import type { WorkspaceState } from './header.tsx';
import { go, type Place } from './location.ts';
import { type RouteId, withoutWorkspace } from './routes.ts';

export interface ScreenProps {
  readonly place: Place;
  readonly state: WorkspaceState;
}

const ahead: (() => Promise<unknown>)[] = [];

/** A screen in a file of its own, which is read after the first screen is shown. */
function later(part: () => Promise<ComponentType<ScreenProps>>): ComponentType<ScreenProps> {
  ahead.push(part);
  const reached = () =>
    part().catch((cause: unknown) => {
      throw new LineError('outdated', { cause });
    });
  return lazy(async () => ({ default: await reached() }));
}

const screens: Readonly<Record<RouteId, ComponentType<ScreenProps>>> = {
  start: StartScreen,
  overview: later(async () => (await import('../features/overview/screen.tsx')).OverviewScreen),
  import: later(async () => (await import('../features/import/screen.tsx')).ImportScreen),
  quality: later(async () => (await import('../features/quality/screen.tsx')).QualityScreen),
  approaches: later(async () => (await import('../features/approaches/screen.tsx')).ApproachesScreen),
  programmes: later(async () => (await import('../features/programmes/screen.tsx')).ProgrammesScreen),
  studies: later(async () => (await import('../features/studies/screen.tsx')).StudiesScreen),
  reports: later(async () => (await import('../features/reports/screen.tsx')).ReportsScreen),
  present: later(async () => (await import('../features/presentation/screen.tsx')).PresentationScreen),
  releases: later(async () => (await import('../features/releases/screen.tsx')).ReleasesScreen),
  settings: later(async () => (await import('../features/settings/screen.tsx')).SettingsScreen),
  help: later(async () => (await import('../help/screen.tsx')).HelpScreen),
};

/** Reads the other screens, the most used first. */
export async function readScreens(): Promise<void> {
  // One that cannot be read now is said where it is opened.
  for (const part of ahead) await part().catch(() => undefined);
}

/** Screens that read imported data. */
const NEEDS_DATA: ReadonlySet<RouteId> = new Set([
  'quality',
  'overview',
  'approaches',
  'programmes',
  'studies',
  'reports',
]);

function Missing({ open }: { readonly open: boolean }) {
  return (
    <div className="notice">
      <p className="notice-title">{open ? 'まだデータがありません' : 'データが開かれていません'}</p>
      <p>
        {open
          ? '「データ取込」でファイルを取り込むと、この画面が使えます。'
          : '見本か、作業フォルダーを開いてください。'}
      </p>
      <div className="actions start">
        <button type="button" className="button" onClick={() => go(open ? 'import' : 'start')}>
          {open ? 'データ取込へ' : 'はじめにへ'}
        </button>
      </div>
    </div>
  );
}

interface Given {
  readonly place: Place;
  readonly state: UseQueryResult<WorkspaceState, Failure>;
}

/** The screen of a place, or what has to be done before it can be shown. */
export function Screen({ place, state }: Given) {
  return (
    <Answer query={state} waiting="読み込んでいます…">
      {(value) => {
        const closed = !value.open && !withoutWorkspace.has(place.route);
        if (closed || (NEEDS_DATA.has(place.route) && value.batches === 0))
          return <Missing open={value.open} />;
        const Chosen = screens[place.route];
        return (
          <Suspense fallback={<Waiting label="画面を開いています…" />}>
            <Chosen place={place} state={value} />
          </Suspense>
        );
      }}
    </Answer>
  );
}
