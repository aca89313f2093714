import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { OperationInput } from '../../analysis/api/contract/operations.ts';
import type { FigureSource } from './answers.ts';
import { failureOf, replyValue } from './failure.ts';
import { useAttachment } from './hooks.ts';

export type Draft = OperationInput<'drafts.save'>;
export type DraftBlock = Draft['blocks'][number];

const LIST = ['drafts.list', {}] as const;
const CURRENT_KEY = 'ebpm-draft';

/** Id of the report that figures are put into; of this window only. */
export function currentDraft(): string {
  return window.sessionStorage.getItem(CURRENT_KEY) ?? '';
}

export function chooseDraft(id: string): void {
  window.sessionStorage.setItem(CURRENT_KEY, id);
}

export function newDraft(): Draft {
  return { id: crypto.randomUUID(), title: '会議の資料', blocks: [] };
}

/** Reports being composed: read from and saved to the workspace without asking for everything else again. */
export function useDrafts() {
  const { client } = useAttachment();
  const queries = useQueryClient();

  const save = useCallback(
    async (draft: Draft): Promise<void> => {
      try {
        queries.setQueryData([...LIST], replyValue(await client.call('drafts.save', draft)));
      } catch (thrown) {
        throw failureOf(thrown, false);
      }
    },
    [client, queries],
  );

  /** Adds a figure at the end of the current report, a new one where there is none; gives its title. */
  const pin = useCallback(
    async (caption: string, source: FigureSource): Promise<string> => {
      const { drafts } = replyValue(await client.call('drafts.list', {}));
      const draft = drafts.find(({ id }) => id === currentDraft()) ?? drafts.at(-1) ?? newDraft();
      const block: DraftBlock = { kind: 'figure', id: crypto.randomUUID(), caption, comment: '', source };
      await save({ ...draft, blocks: [...draft.blocks, block] });
      chooseDraft(draft.id);
      return draft.title;
    },
    [client, save],
  );

  return { save, pin };
}
