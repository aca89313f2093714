import { Fragment, type ReactNode } from 'react';
import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { OperationOutput } from '../../analysis/api/contract/operations.ts';
import { useOperation } from '../client/hooks.ts';
import { Glossary } from './glossary.tsx';

type Entry = OperationOutput<'help.glossary'>['entries'][number];

interface Piece {
  readonly text: string;
  readonly term?: string;
}

/** General terms are looked for in sentences; shorter ones would be found inside other words. */
const SHORTEST = 3;

/** Cuts a text at the first place of every glossary term in it, longest terms first. */
export function termPieces(text: string, entries: readonly Entry[]): readonly Piece[] {
  const terms = entries
    .filter(({ term, reading }) => reading !== '' && term.length >= SHORTEST)
    .map(({ term }) => term)
    .toSorted((a, b) => b.length - a.length);
  let pieces: readonly Piece[] = [{ text }];
  for (const term of terms) {
    const at = pieces.findIndex((piece) => piece.term === undefined && piece.text.includes(term));
    const piece = pieces[at];
    if (piece === undefined) continue;
    const start = piece.text.indexOf(term);
    const parts: readonly Piece[] = [
      { text: piece.text.slice(0, start) },
      { text: term, term },
      { text: piece.text.slice(start + term.length) },
    ];
    pieces = pieces.toSpliced(at, 1, ...parts.filter((part) => part.text !== ''));
  }
  return pieces;
}

function Term({ term }: { readonly term: string }) {
  return (
    <DialogTrigger>
      <Button className="term-link" aria-label={`${term}（ことばの意味）`}>
        {term}
      </Button>
      <ModalOverlay className="overlay" isDismissable>
        <Modal className="drawer">
          <Dialog className="dialog">
            {({ close }) => (
              <>
                <div className="dialog-head">
                  <Heading slot="title">ことばの意味</Heading>
                  <button type="button" className="tool" onClick={close}>
                    閉じる
                  </button>
                </div>
                <div className="dialog-body">
                  <Glossary level={3} first={term} />
                </div>
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}

/** A sentence whose terms can be looked up where they stand. */
export function WithTerms({ children }: { readonly children: string }): ReactNode {
  const entries = useOperation('help.glossary', {}).data?.entries ?? [];
  return termPieces(children, entries).map(({ text, term }, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one sentence, in its order
    <Fragment key={at}>{term === undefined ? text : <Term term={term} />}</Fragment>
  ));
}
