import { useState } from 'react';
import { RadioField } from '../../components/field.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { TableHead } from '../../components/table-head.tsx';
import { changeLines } from './change.tsx';
import { Mapping } from './mapping.tsx';
import type { Choice, Choices, OnFault, RecognisedFile } from './use-wizard.ts';

interface RowProps {
  readonly file: RecognisedFile;
  readonly chosen: boolean;
  readonly onToggle: () => void;
  readonly onMap: () => void;
}

/** As many as the screen of the columns lists; nothing where only the order of the columns is another. */
function changedColumns({ change }: RecognisedFile): number {
  if (change === undefined) return 0;
  const { added, removed, shapes, codes } = change;
  return added.length + removed.length + shapes.length + codes.length === 0 ? 0 : changeLines(change).length;
}

const noneMapped = ({ columns }: RecognisedFile): boolean =>
  columns.every(({ field }) => field === undefined);

function Remarks({ file }: { readonly file: RecognisedFile }) {
  const changed = changedColumns(file);
  return (
    <>
      {file.issue !== undefined && <p className="issue-line">{file.issue.sentence}</p>}
      {changed > 0 && <p className="issue-line">レシピを作ったときから {changed} か所変わっています。</p>}
      {file.missing.length > 0 && (
        <p className="issue-line">
          必要な列がありません：{file.missing.join('、')}。このままでは1行も入りません。
          {noneMapped(file)
            ? '見出しが文字化けしているかもしれません。Excel で保存し直していない元のファイルを選んでください。'
            : '「列の使いみち」で、どの列がそれにあたるかを選んでください。'}
        </p>
      )}
      {file.undecodable > 0 && (
        <p className="issue-line">
          文字として読めないバイトが {file.undecodable}個以上あります（最初は {file.undecodableLine}行目）。
        </p>
      )}
    </>
  );
}

function FileRow({ file, chosen, onToggle, onMap }: RowProps) {
  const known = file.layout !== undefined;
  const mapped = file.columns.filter((column) => column.field !== undefined).length;
  return (
    <tr>
      <td>
        <input
          type="checkbox"
          className="checkbox"
          checked={chosen}
          disabled={!known}
          onChange={onToggle}
          aria-label={`${file.name}を取り込む`}
        />
      </td>
      <th scope="row" className="file-name">
        {file.name}
      </th>
      <td>
        <span className={known ? 'badge good' : 'badge bad'}>
          {known ? file.layoutName : '見分けられません'}
        </span>
        <ul className="evidence">
          {file.evidence.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <Remarks file={file} />
      </td>
      <td className="nowrap">{file.encoding}</td>
      <td className="num-cell num">
        {file.columns.length === 0 ? '—' : `${mapped} / ${file.columns.length}`}
      </td>
      <td>
        {file.mappable && (
          <button type="button" className="tool" onClick={onMap}>
            列の使いみち
          </button>
        )}
      </td>
    </tr>
  );
}

/** What needs attention stands on top: unknown, then without a column that every row needs, then changed. */
function unknownFirst(files: readonly RecognisedFile[]): readonly RecognisedFile[] {
  return files.toSorted(
    (a, b) =>
      Number(a.layout !== undefined) - Number(b.layout !== undefined) ||
      b.missing.length - a.missing.length ||
      changedColumns(b) - changedColumns(a) ||
      (a.name < b.name ? -1 : 1),
  );
}

interface RecognisedProps {
  readonly files: readonly RecognisedFile[];
  readonly choices: Choices;
  readonly busy: boolean;
  readonly onBack: () => void;
  readonly onDecide: (file: RecognisedFile, choice: Choice) => void;
  readonly onConfirm: (tokens: readonly string[], onFault: OnFault) => void;
}

const FAULTS = [
  ['quarantine', '使えない行だけを保留にして、残りを取り込む'],
  ['abort', '使えない行が1行でもあれば、何も取り込まない'],
] as const;

function FaultChoice(props: { readonly value: OnFault; readonly onChange: (value: OnFault) => void }) {
  return (
    <fieldset className="choices inline">
      <legend>使えない行があったとき</legend>
      {FAULTS.map(([value, label]) => (
        <RadioField
          key={value}
          name="on-fault"
          label={label}
          checked={props.value === value}
          onChange={() => props.onChange(value)}
        />
      ))}
    </fieldset>
  );
}

/** What each file was taken for and why, before anything is loaded. */
export function Recognised({ files, choices, busy, onBack, onDecide, onConfirm }: RecognisedProps) {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [onFault, setOnFault] = useState<OnFault>('quarantine');
  const [mapping, setMapping] = useState<string | null>(null);
  const known = files.filter((file) => file.layout !== undefined);
  const chosen = [...new Set(known.filter((file) => !left.has(file.token)).map((file) => file.token))];
  const open = files.find((file) => file.name === mapping);
  if (open !== undefined) {
    return (
      <Mapping
        key={open.name}
        file={open}
        choice={choices[open.name] ?? {}}
        busy={busy}
        onDecide={(choice) => onDecide(open, choice)}
        onClose={() => setMapping(null)}
      />
    );
  }
  const toggle = (token: string) => {
    const next = new Set(left);
    if (!next.delete(token)) next.add(token);
    setLeft(next);
  };
  return (
    <section aria-label="見分けた結果">
      <p role="status">
        {files.length}個のうち{known.length}個の種類が分かりました。
        {known.length < files.length && '分からなかったファイルは取り込みません。'}
      </p>
      <Scroll label="ファイルの一覧">
        <table className="data-table short-heads">
          <TableHead
            columns={[
              '取込',
              'ファイル',
              '種類と根拠',
              '文字コード',
              { number: '使う列 / 全部の列' },
              'くわしく',
            ]}
          />
          <tbody>
            {unknownFirst(files).map((file) => (
              <FileRow
                key={`${file.token} ${file.name}`}
                file={file}
                chosen={chosen.includes(file.token)}
                onToggle={() => toggle(file.token)}
                onMap={() => setMapping(file.name)}
              />
            ))}
          </tbody>
        </table>
      </Scroll>
      <FaultChoice value={onFault} onChange={setOnFault} />
      <div className="actions">
        <button type="button" className="button secondary" onClick={onBack}>
          選び直す
        </button>
        <PushButton className="button" off={chosen.length === 0} onClick={() => onConfirm(chosen, onFault)}>
          {chosen.length}個を取り込む
        </PushButton>
      </div>
    </section>
  );
}
