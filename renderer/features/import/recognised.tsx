import { useState } from 'react';
import { Drawer } from '../../components/drawer.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { formatNumber } from '../../format/number.ts';
import type { RecognisedFile } from './screen.tsx';

function Columns({ file }: { readonly file: RecognisedFile }) {
  return (
    <>
      <p>値は表示しません。数字は 9、英字は A に置きかえた「形」と、入っている行の数だけを示します。</p>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">列の見出し</th>
            <th scope="col">形</th>
            <th scope="col" className="num-head">
              入っている行
            </th>
            <th scope="col">使いみち</th>
            <th scope="col">そう見分けた理由</th>
          </tr>
        </thead>
        <tbody>
          {file.columns.map((column) => (
            <tr key={column.heading}>
              <th scope="row">{column.heading}</th>
              <td>
                <code>{column.pattern}</code>
              </td>
              <td className="num-cell num">{formatNumber(column.filled, 0)}</td>
              <td>{column.field ?? '使いません'}</td>
              <td>{column.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

interface RowProps {
  readonly file: RecognisedFile;
  readonly chosen: boolean;
  readonly onToggle: () => void;
}

function FileRow({ file, chosen, onToggle }: RowProps) {
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
      <th scope="row">{file.name}</th>
      <td>
        <span className={known ? 'badge good' : 'badge bad'}>
          {known ? file.layoutName : '見分けられません'}
        </span>
        <ul className="evidence">
          {file.evidence.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        {file.issue !== undefined && <p className="issue-line">{file.issue.sentence}</p>}
      </td>
      <td className="nowrap">{file.encoding}</td>
      <td className="num-cell num">
        {file.columns.length === 0 ? '—' : `${mapped} / ${file.columns.length}`}
      </td>
      <td>
        {file.columns.length > 0 && (
          <Drawer wide label="列を見る" title={`${file.name} の列`}>
            <Columns file={file} />
          </Drawer>
        )}
      </td>
    </tr>
  );
}

/** What needs attention stands on top. */
function unknownFirst(files: readonly RecognisedFile[]): readonly RecognisedFile[] {
  return files.toSorted((a, b) => Number(a.layout !== undefined) - Number(b.layout !== undefined));
}

interface RecognisedProps {
  readonly files: readonly RecognisedFile[];
  readonly onBack: () => void;
  readonly onConfirm: (tokens: readonly string[]) => void;
}

/** What each file was taken for and why, before anything is loaded. */
export function Recognised({ files, onBack, onConfirm }: RecognisedProps) {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const known = files.filter((file) => file.layout !== undefined);
  const chosen = known.filter((file) => !left.has(file.token)).map((file) => file.token);
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
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">取込</th>
              <th scope="col">ファイル</th>
              <th scope="col">種類と根拠</th>
              <th scope="col">文字コード</th>
              <th scope="col" className="num-head">
                使う列 / 全部の列
              </th>
              <th scope="col">くわしく</th>
            </tr>
          </thead>
          <tbody>
            {unknownFirst(files).map((file) => (
              <FileRow
                key={file.token}
                file={file}
                chosen={chosen.includes(file.token)}
                onToggle={() => toggle(file.token)}
              />
            ))}
          </tbody>
        </table>
      </Scroll>
      <div className="actions">
        <button type="button" className="button secondary" onClick={onBack}>
          選び直す
        </button>
        <button
          type="button"
          className="button"
          disabled={chosen.length === 0}
          onClick={() => onConfirm(chosen)}
        >
          {chosen.length}個を取り込む
        </button>
      </div>
    </section>
  );
}
