import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Failure } from '../client/failure.ts';
import { Answer } from '../components/state.tsx';
import { ApproachesScreen } from '../features/approaches/screen.tsx';
import { ImportScreen } from '../features/import/screen.tsx';
import { OverviewScreen } from '../features/overview/screen.tsx';
import { PresentationScreen } from '../features/presentation/screen.tsx';
import { ProgrammesScreen } from '../features/programmes/screen.tsx';
import { QualityScreen } from '../features/quality/screen.tsx';
import { ReleasesScreen } from '../features/releases/screen.tsx';
import { ReportsScreen } from '../features/reports/screen.tsx';
import { SettingsScreen } from '../features/settings/screen.tsx';
import { StartScreen } from '../features/start/screen.tsx';
import { StudiesScreen } from '../features/studies/screen.tsx';
import { HelpScreen } from '../help/screen.tsx';
import type { WorkspaceState } from './header.tsx';
import { go, type Place } from './location.ts';
import { type RouteId, withoutWorkspace } from './routes.ts';

export interface ScreenProps {
  readonly place: Place;
  readonly state: WorkspaceState;
}

const screens: Readonly<Record<RouteId, (props: ScreenProps) => ReactNode>> = {
  start: StartScreen,
  import: ImportScreen,
  quality: QualityScreen,
  overview: OverviewScreen,
  approaches: ApproachesScreen,
  programmes: ProgrammesScreen,
  studies: StudiesScreen,
  reports: ReportsScreen,
  present: PresentationScreen,
  releases: ReleasesScreen,
  settings: SettingsScreen,
  help: HelpScreen,
};

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
        return <Chosen place={place} state={value} />;
      }}
    </Answer>
  );
}
