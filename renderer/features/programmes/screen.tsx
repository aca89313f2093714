import { useState } from 'react';
import { go, placeHash } from '../../app/location.ts';
import { usePreferences } from '../../app/preferences.tsx';
import type { ScreenProps } from '../../app/screen.tsx';
import { useCommand, useOperation } from '../../client/hooks.ts';
import { TextField } from '../../components/field.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { ScreenHead } from '../../components/screen-head.tsx';
import { Answer, Empty, FailurePanel } from '../../components/state.tsx';
import { ProgrammePage } from './programme-page.tsx';
import { APPROACHES, DIGITAL_NAMES, type Entry } from './words.ts';

function Period({ entry }: { readonly entry: Entry }) {
  const { fiscalYear } = usePreferences();
  return (
    <>
      {fiscalYear(entry.from)}〜{entry.to === null ? '' : fiscalYear(entry.to)}
    </>
  );
}

function ProgrammeCard({ entry }: { readonly entry: Entry }) {
  return (
    <li className="card">
      <h3>
        <a href={placeHash({ route: 'programmes', detail: entry.id, params: {} })}>{entry.name}</a>
      </h3>
      <p>
        <span className="badge">{APPROACHES[entry.approach]}</span>{' '}
        {!entry.saved && <span className="badge caution">下書き（取り込んだ一覧から）</span>}
        {entry.contract && <span className="badge">成果連動</span>}
      </p>
      <dl className="pairs">
        <div>
          <dt>期間</dt>
          <dd>
            <Period entry={entry} />
          </dd>
        </div>
        {entry.digitalLevel !== null && (
          <div>
            <dt>デジタル</dt>
            <dd>
              段階{entry.digitalLevel}　{DIGITAL_NAMES[entry.digitalLevel]}
            </dd>
          </div>
        )}
        <div>
          <dt>評価指標</dt>
          <dd>
            {entry.kpis === 0 ? 'まだありません' : `${entry.kpis}個`}
            {entry.faults > 0 && `、ロジックモデルに直すところ ${entry.faults}か所`}
          </dd>
        </div>
      </dl>
    </li>
  );
}

/** An id that is not taken yet. */
function freeId(entries: readonly Entry[]): string {
  const taken = new Set(entries.map(({ id }) => id));
  for (let number = 1; ; number++) if (!taken.has(`programme-${number}`)) return `programme-${number}`;
}

function NewProgramme({ entries, year }: { readonly entries: readonly Entry[]; readonly year: number }) {
  const [name, setName] = useState('');
  const save = useCommand('programmes.save');
  const id = freeId(entries);
  return (
    <form
      className="filters"
      aria-label="事業を加える"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() === '') return;
        const programme = {
          id,
          name: name.trim(),
          approach: 'population' as const,
          department: '健康増進' as const,
          purpose: '',
          target: '',
          content: '',
          method: '',
          organisation: '',
          evaluation: '',
          period: { from: year, to: null },
          place: '',
          boxes: [],
          arrows: [],
          channels: [],
          costs: [],
        };
        save.mutate({ programme }, { onSuccess: () => go('programmes', id) });
      }}
    >
      <TextField label="新しい事業の名前" value={name} onChange={setName} />
      <PushButton type="submit" className="button secondary" off={name.trim() === ''}>
        台帳に加える
      </PushButton>
      {save.isError && <FailurePanel failure={save.error} />}
    </form>
  );
}

function Register({
  entries,
  faults,
}: {
  readonly entries: readonly Entry[];
  readonly faults: readonly string[];
}) {
  const groups = Map.groupBy(entries, ({ department }) => department);
  return (
    <>
      {faults.length > 0 && (
        <div className="notice error">
          <p className="notice-title">読めない台帳のファイルがあります</p>
          <ul>
            {faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </div>
      )}
      {entries.length === 0 && (
        <Empty>事業の一覧を取り込むか、下で名前を入れると、ここに事業が並びます。</Empty>
      )}
      {[...groups].map(([department, members]) => (
        <section key={department} aria-label={department}>
          <h2>{department}</h2>
          <ul className="cards two">
            {members.map((entry) => (
              <ProgrammeCard key={entry.id} entry={entry} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

/** The register of programmes by department, and one of them with logic model, KPIs, reach and payment. */
export function ProgrammesScreen({ place, state }: ScreenProps) {
  const list = useOperation('programmes.list', {});
  const year = state.fiscalYears.at(-1) ?? 2024;
  if (place.detail !== '') return <ProgrammePage key={place.detail} id={place.detail} state={state} />;
  return (
    <div className="screen">
      <ScreenHead route="programmes">
        <p>台帳は作業フォルダーの programmes に文字のファイルとして残ります。個人の情報は入りません。</p>
      </ScreenHead>
      <Answer query={list}>
        {({ programmes, faults }) => (
          <>
            <Register entries={programmes} faults={faults} />
            <NewProgramme entries={programmes} year={year} />
          </>
        )}
      </Answer>
    </div>
  );
}
