import { useCallback } from 'react';
import { useParam } from '../../app/location.ts';
import {
  chooseDraft,
  currentDraft,
  type Draft,
  type DraftBlock,
  newDraft,
  useDrafts,
} from '../../client/drafts.ts';
import { useCommand, useOperation } from '../../client/hooks.ts';
import { Confirm } from '../../components/drawer.tsx';
import { AreaField, SelectField, TextField } from '../../components/field.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { Answer } from '../../components/state.tsx';
import { UndoTools } from '../../components/undo-tools.tsx';
import { useAutosave, useHistory, useUndoKeys } from '../../components/use-history.ts';
import { BuildDraft } from './build-draft.tsx';
import { LiveFigure } from './live-figure.tsx';

const KINDS = { heading: '見出し', note: '文章', figure: '図' } as const;

/** The blocks with one moved by a step up (−1) or down (+1). */
export function moved(blocks: readonly DraftBlock[], id: string, by: -1 | 1): readonly DraftBlock[] {
  const from = blocks.findIndex((block) => block.id === id);
  const to = from + by;
  const block = blocks[from];
  if (block === undefined || to < 0 || to >= blocks.length) return blocks;
  return blocks.toSpliced(from, 1).toSpliced(to, 0, block);
}

function FigureFields(props: {
  readonly block: Extract<DraftBlock, { readonly kind: 'figure' }>;
  readonly onChange: (block: DraftBlock) => void;
}) {
  const { block, onChange } = props;
  return (
    <>
      <TextField
        label="図の題（言いたいこと）"
        block
        maxLength={400}
        value={block.caption}
        onChange={(caption) => onChange({ ...block, caption })}
      />
      <AreaField
        label="この図について話すこと（発表の原稿になります）"
        maxLength={4000}
        value={block.comment}
        onChange={(comment) => onChange({ ...block, comment })}
      />
      <LiveFigure source={block.source} caption={block.caption} />
    </>
  );
}

function Fields({
  block,
  onChange,
}: {
  readonly block: DraftBlock;
  readonly onChange: (block: DraftBlock) => void;
}) {
  if (block.kind === 'figure') return <FigureFields block={block} onChange={onChange} />;
  const props = {
    className: 'input',
    value: block.text,
    'aria-label': KINDS[block.kind],
  };
  return block.kind === 'heading' ? (
    <input
      {...props}
      maxLength={200}
      onChange={(event) => onChange({ ...block, text: event.target.value })}
    />
  ) : (
    <textarea
      {...props}
      rows={3}
      maxLength={4000}
      onChange={(event) => onChange({ ...block, text: event.target.value })}
    />
  );
}

interface BlockProps {
  readonly block: DraftBlock;
  readonly index: number;
  readonly count: number;
  readonly onChange: (block: DraftBlock) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
}

function BlockCard({ block, index, count, onChange, onMove, onRemove }: BlockProps) {
  const name = `${index + 1}番目の${KINDS[block.kind]}`;
  return (
    <li className="card block">
      <div className="block-head">
        <span className="badge">
          {index + 1}　{KINDS[block.kind]}
        </span>
        <div className="actions">
          <PushButton
            className="tool"
            off={index === 0}
            aria-label={`${name}を上へ`}
            onClick={() => onMove(-1)}
          >
            ↑ 上へ
          </PushButton>
          <PushButton
            className="tool"
            off={index === count - 1}
            aria-label={`${name}を下へ`}
            onClick={() => onMove(1)}
          >
            ↓ 下へ
          </PushButton>
          <button type="button" className="tool" aria-label={`${name}を外す`} onClick={onRemove}>
            外す
          </button>
        </div>
      </div>
      <Fields block={block} onChange={onChange} />
    </li>
  );
}

function Adders({ onAdd }: { readonly onAdd: (block: DraftBlock) => void }) {
  const add = (kind: 'heading' | 'note') => onAdd({ kind, id: crypto.randomUUID(), text: '' });
  return (
    <div className="actions start">
      <button type="button" className="button secondary small" onClick={() => add('heading')}>
        見出しを足す
      </button>
      <button type="button" className="button secondary small" onClick={() => add('note')}>
        文章を足す
      </button>
      <span className="hint">図は、各画面の図の「報告書に入れる」で足します。</span>
    </div>
  );
}

function Editor({ first }: { readonly first: Draft }) {
  const { save } = useDrafts();
  const history = useHistory(first);
  const draft = history.value;
  useUndoKeys(history);
  const state = useAutosave(
    draft,
    useCallback((value: Draft) => save(value), [save]),
  );
  const setBlocks = (blocks: readonly DraftBlock[]) => history.change({ ...draft, blocks });
  return (
    <>
      <div className="detail-head">
        <TextField
          label="題"
          maxLength={120}
          value={draft.title}
          onChange={(title) => history.change({ ...draft, title })}
        />
        <UndoTools history={history} state={state} />
      </div>
      <Adders onAdd={(block) => setBlocks([...draft.blocks, block])} />
      {draft.blocks.length === 0 && (
        <div className="notice">
          <p>
            まだ何もありません。「現状」「効果検証」などの図の「報告書に入れる」を押すと、ここに並びます。
          </p>
        </div>
      )}
      <h2 className="visually-hidden">並べた図と文章</h2>
      <ol className="blocks">
        {draft.blocks.map((block, index) => (
          <BlockCard
            key={block.id}
            block={block}
            index={index}
            count={draft.blocks.length}
            onChange={(next) => setBlocks(draft.blocks.map((one) => (one.id === next.id ? next : one)))}
            onMove={(by) => setBlocks(moved(draft.blocks, block.id, by))}
            onRemove={() => setBlocks(draft.blocks.filter(({ id }) => id !== block.id))}
          />
        ))}
      </ol>
      <BuildDraft draft={draft} saved={state === 'saved'} />
    </>
  );
}

/** Reports put together from figures of all screens; saved as they are written. */
export function Composer() {
  const list = useOperation('drafts.list', {});
  const remove = useCommand('drafts.remove');
  const { save } = useDrafts();
  const [chosen, setChosen] = useParam('draft', currentDraft());
  const choose = (id: string) => {
    chooseDraft(id);
    setChosen(id);
  };
  const create = async () => {
    const draft = newDraft();
    await save(draft);
    choose(draft.id);
  };
  return (
    <Answer query={list}>
      {({ drafts }) => {
        const draft = drafts.find(({ id }) => id === chosen) ?? drafts.at(-1);
        return (
          <div className="stack">
            <div className="actions start">
              {drafts.length > 0 && (
                <SelectField
                  label="組み立てる報告書"
                  value={draft?.id ?? ''}
                  options={drafts.map(({ id, title }) => [id, title === '' ? '（題なし）' : title])}
                  onChange={choose}
                />
              )}
              <button type="button" className="button secondary small" onClick={() => void create()}>
                新しく組み立てる
              </button>
              {draft !== undefined && (
                <Confirm
                  label="消す"
                  title={`「${draft.title}」を消しますか`}
                  confirm="消す"
                  onConfirm={() => remove.mutate({ id: draft.id })}
                >
                  <p>並べた図と文章を消します。もとのデータと、つくったファイルは残ります。</p>
                </Confirm>
              )}
            </div>
            {draft === undefined ? (
              <div className="notice">
                <p>
                  「新しく組み立てる」を押すか、各画面の図の「報告書に入れる」を押すと、図と文章を並べた報告書をつくれます。
                </p>
              </div>
            ) : (
              <Editor key={draft.id} first={draft} />
            )}
          </div>
        );
      }}
    </Answer>
  );
}
