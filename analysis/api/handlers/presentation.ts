import { readFile, stat } from 'node:fs/promises';
import { deck } from '../../domain/deck.ts';
import { UserIssue } from '../../domain/issue.ts';
import type { presentationOperations } from '../contract/presentation.ts';
import type { Handlers } from './handler.ts';

const LARGEST_BYTES = 60 * 2 ** 20;

export const presentationHandlers: Pick<Handlers, keyof typeof presentationOperations> = {
  'presentation.open': async ({ files }, { file }) => {
    const path = files.path(file);
    if ((await stat(path)).size > LARGEST_BYTES) throw new UserIssue('input', 'presentation.not_a_deck');
    return readDeck(await readFile(path, 'utf8'));
  },
};

function readDeck(text: string) {
  try {
    return deck.parse(JSON.parse(text));
  } catch {
    // What the file holds instead is nobody's business here.
    throw new UserIssue('input', 'presentation.not_a_deck');
  }
}
