import { useState } from 'react';
import { DEFAULT_ACCENT } from '../../app/accents.ts';
import { go } from '../../app/location.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { type Failure, failureOf, replyValue } from '../../client/failure.ts';
import { useAttachment, useCommand } from '../../client/hooks.ts';
import { TextField } from '../../components/field.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { FailurePanel } from '../../components/state.tsx';

interface Draft {
  readonly municipality: string;
  readonly population: string;
}

/** Residents as typed: digits of either width, with or without separators. Null where it is no number. */
export function parsePopulation(text: string): number | null {
  const digits = text.normalize('NFKC').replace(/[,、\s人]/gu, '');
  return /^\d{1,9}$/u.test(digits) ? Number(digits) : null;
}

/** Where a new workspace goes: the folder that the user picks, or one named after the town in the user's own. */
function usePlaceForNew(desktop: boolean): (municipality: string) => Promise<string | null> {
  const { host, client } = useAttachment();
  return async (municipality) => {
    if (desktop) return (await host.pickWorkspace('create'))?.token ?? null;
    return replyValue(await client.call('recent.place', { name: municipality })).folder;
  };
}

function useCreate(desktop: boolean) {
  const { calendar } = usePreferences();
  const create = useCommand('workspace.create');
  const placeFor = usePlaceForNew(desktop);
  const [failure, setFailure] = useState<Failure | null>(null);
  const run = async (draft: Draft) => {
    const population = parsePopulation(draft.population);
    if (population === null) return;
    setFailure(null);
    const folder = await placeFor(draft.municipality.trim()).catch((thrown: unknown) => {
      setFailure(failureOf(thrown, false));
      return null;
    });
    if (folder === null) return;
    const settings = {
      municipality: draft.municipality.trim(),
      population,
      calendar,
      theme: { accent: DEFAULT_ACCENT },
    };
    create.mutate({ folder, settings }, { onSuccess: () => go('import') });
  };
  return { create, run, failure: failure ?? create.error };
}

/** Asks for the municipality and its residents, then (where the host has a dialog) for a folder. */
export function CreateWorkspace({ desktop }: { readonly desktop: boolean }) {
  const [draft, setDraft] = useState<Draft>({ municipality: '', population: '' });
  const { create, run, failure } = useCreate(desktop);
  const ready = draft.municipality.trim() !== '' && parsePopulation(draft.population) !== null;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void run(draft);
      }}
    >
      <TextField
        label="自治体名"
        block
        value={draft.municipality}
        onChange={(municipality) => setDraft({ ...draft, municipality })}
      />
      <TextField
        label="住民の数（人）"
        block
        number="numeric"
        value={draft.population}
        onChange={(population) => setDraft({ ...draft, population })}
      />
      <PushButton type="submit" className="button secondary" off={!ready || create.isPending}>
        {desktop ? 'フォルダーを選んで始める' : 'つくって始める'}
      </PushButton>
      {!desktop && <p className="hint">作業フォルダーは、このPCの利用者フォルダーの中につくります。</p>}
      {failure !== null && <FailurePanel failure={failure} />}
    </form>
  );
}
