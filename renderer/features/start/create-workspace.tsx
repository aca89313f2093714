import { useState } from 'react';
import { DEFAULT_ACCENT } from '../../app/accents.ts';
import { go } from '../../app/location.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { useAttachment, useCommand } from '../../client/hooks.ts';
import { FailurePanel } from '../../components/state.tsx';
import { BrowserOnly } from './open-workspace.tsx';

interface Draft {
  readonly municipality: string;
  readonly population: string;
}

/** Residents as typed: digits of either width, with or without separators. Null where it is no number. */
export function parsePopulation(text: string): number | null {
  const digits = text.normalize('NFKC').replace(/[,、\s人]/gu, '');
  return /^\d{1,9}$/u.test(digits) ? Number(digits) : null;
}

function useCreate() {
  const { host } = useAttachment();
  const { calendar } = usePreferences();
  const create = useCommand('workspace.create');
  const run = async (draft: Draft) => {
    const population = parsePopulation(draft.population);
    if (population === null) return;
    const folder = await host.pickWorkspace('create');
    if (folder === null) return;
    const settings = {
      municipality: draft.municipality.trim(),
      population,
      calendar,
      theme: { accent: DEFAULT_ACCENT },
    };
    create.mutate({ folder: folder.token, settings }, { onSuccess: () => go('import') });
  };
  return { create, run };
}

/** Asks for the municipality and its residents, then for a folder. */
export function CreateWorkspace({ desktop }: { readonly desktop: boolean }) {
  const [draft, setDraft] = useState<Draft>({ municipality: '', population: '' });
  const { create, run } = useCreate();
  const ready = draft.municipality.trim() !== '' && parsePopulation(draft.population) !== null;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void run(draft);
      }}
    >
      <label className="field">
        <span>自治体名</span>
        <input
          className="input"
          value={draft.municipality}
          disabled={!desktop}
          onChange={(event) => setDraft({ ...draft, municipality: event.target.value })}
        />
      </label>
      <label className="field">
        <span>住民の数（人）</span>
        <input
          className="input"
          inputMode="numeric"
          value={draft.population}
          disabled={!desktop}
          onChange={(event) => setDraft({ ...draft, population: event.target.value })}
        />
      </label>
      <button type="submit" className="button secondary" disabled={!desktop || !ready || create.isPending}>
        フォルダーを選んで始める
      </button>
      {!desktop && <BrowserOnly />}
      {create.isError && <FailurePanel failure={create.error} />}
    </form>
  );
}
