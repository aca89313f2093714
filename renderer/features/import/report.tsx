import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { unlinkedReason } from '../../../analysis/messages/intake.ts';
import { go } from '../../app/location.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { TableHead } from '../../components/table-head.tsx';
import { formatNumber } from '../../format/number.ts';

type Report = OperationOutput<'import.run'>;
type ImportedFile = Report['files'][number];

const STATUS = {
  loaded: { label: '取り込みました', tone: 'good' },
  nothing: { label: '1行も入りませんでした', tone: 'bad' },
  refused: { label: '取り込めません', tone: 'bad' },
  already_loaded: { label: '取込済み', tone: 'neutral' },
} as const;

const SEVERITY = {
  error: { label: '誤り', tone: 'bad' },
  warning: { label: '注意', tone: 'caution' },
  info: { label: 'お知らせ', tone: 'neutral' },
} as const;

const count = (value: number): string => formatNumber(value, 0);

/** More remarks than this are folded: they would push what has to be read off the screen. */
const MOST_NOTES = 10;

function IssueTable({ issues }: Pick<ImportedFile, 'issues'>) {
  return (
    <table className="data-table">
      <TableHead
        columns={['重さ', '内容と、どうすればよいか', '列', { number: '最初の行' }, { number: '件数' }]}
      />
      <tbody>
        {issues.map((issue) => (
          <tr key={`${issue.code}${issue.column ?? ''}`}>
            <td>
              <span className={`badge ${SEVERITY[issue.severity].tone}`}>
                {SEVERITY[issue.severity].label}
              </span>
            </td>
            <td>
              {issue.sentence}
              <div className="hint">記号：{issue.code}</div>
            </td>
            <td>{issue.column ?? '—'}</td>
            <td className="num-cell num">{issue.firstLine === undefined ? '—' : count(issue.firstLine)}</td>
            <td className="num-cell num">{count(issue.count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Issues({ file }: { readonly file: ImportedFile }) {
  if (file.status === 'already_loaded') {
    const other = file.sameAs !== undefined && file.sameAs !== file.name;
    return (
      <p>
        {other ? `「${file.sameAs}」として取り込んだファイルと` : '前に取り込んだファイルと'}
        中身が同じため、取り込みませんでした。二重にはなりません。
      </p>
    );
  }
  if (file.issues.length === 0) return <p className="hint">気になる点はありません。</p>;
  const notes = file.issues.filter(({ severity }) => severity === 'info');
  if (notes.length <= MOST_NOTES) return <IssueTable issues={file.issues} />;
  const serious = file.issues.filter(({ severity }) => severity !== 'info');
  return (
    <>
      {serious.length > 0 && <IssueTable issues={serious} />}
      <details>
        <summary>お知らせ（{count(notes.length)}件）</summary>
        <IssueTable issues={notes} />
      </details>
    </>
  );
}

/** Rows that an error or a warning was found in. */
function worries(file: ImportedFile): number {
  return file.issues
    .filter((issue) => issue.severity !== 'info')
    .reduce((sum, issue) => sum + issue.count, 0);
}

type Rows = Pick<ImportedFile, 'rowsRead' | 'rowsLoaded' | 'rowsQuarantined' | 'issues'>;

/** A file that was read without anything of it being there now or before. */
function broughtNothing(file: Rows): boolean {
  return file.rowsRead > 0 && file.rowsLoaded === 0 && alreadyThere([file]) === 0;
}

/** Rows that could not even be kept aside: their file lacks a column that every row needs. */
function lostRows(files: readonly Rows[]): number {
  return files
    .filter((file) => broughtNothing(file) && told([file], 'column.required_missing') > 0)
    .reduce((sum, { rowsRead, rowsQuarantined }) => sum + rowsRead - rowsQuarantined, 0);
}

/** Files that need a hand first, then those with most to look at. */
export function attentionFirst(files: readonly ImportedFile[]): readonly ImportedFile[] {
  const urgent = (file: ImportedFile) => Number(file.status === 'refused') * 2 + Number(broughtNothing(file));
  return files.toSorted((a, b) => urgent(b) - urgent(a) || worries(b) - worries(a));
}

/** What happened to the rows that were read and not loaded; `already` of them were there before. */
export function leftOut(totals: Report['totals'], already = 0, lost = 0): string {
  const { rowsRead, rowsLoaded, rowsQuarantined } = totals;
  const merged = Math.max(0, rowsRead - rowsLoaded - rowsQuarantined - already - lost);
  if (rowsQuarantined + merged + lost === 0) return '保留にした行はありません。';
  const parts = [
    lost > 0 ? `${count(lost)}行は必要な列がないため取り込めませんでした` : '',
    rowsQuarantined > 0 ? `${count(rowsQuarantined)}行は使えないため保留にしました` : '',
    merged > 0 ? `${count(merged)}行は重なりなどのため一つにまとめました` : '',
  ];
  return `${parts.filter((part) => part !== '').join('。')}。理由はファイルごとの結果にあります。`;
}

function told(files: readonly Pick<ImportedFile, 'issues'>[], code: string): number {
  return files
    .flatMap(({ issues }) => issues)
    .reduce((sum, issue) => sum + (issue.code === code ? issue.count : 0), 0);
}

const alreadyThere = (files: readonly Pick<ImportedFile, 'issues'>[]): number =>
  told(files, 'duplicate.already_loaded');

/** How rows met what was loaded before: added, taking an earlier row's place, or there already and left out. */
export function merged(files: readonly Pick<ImportedFile, 'rowsLoaded' | 'issues'>[]): string {
  const replaced = told(files, 'batch.rows_replaced');
  const already = alreadyThere(files);
  if (replaced + already === 0) return '';
  const loaded = files.reduce((sum, { rowsLoaded }) => sum + rowsLoaded, 0);
  const parts = [
    `新しく加わったのは ${count(Math.max(0, loaded - replaced))}行`,
    replaced > 0 ? `前に取り込んだ内容を新しくしたのは ${count(replaced)}行` : '',
    already > 0 ? `前と同じで加えなかったのは ${count(already)}行` : '',
  ];
  return `${parts.filter((part) => part !== '').join('、')}です。同じものが二重になることはありません。`;
}

function FileReport({ file }: { readonly file: ImportedFile }) {
  const nothing = file.status === 'loaded' && broughtNothing(file);
  const status = STATUS[nothing ? 'nothing' : file.status];
  const notes = worries(file);
  const met = merged([file]);
  return (
    <details className="file-report" open={nothing || file.status === 'refused'}>
      <summary>
        <span className={`badge ${status.tone}`}>{status.label}</span>
        <strong>{file.name}</strong>
        <span>{file.layoutName}</span>
        <span className="num">
          読んだ行 {count(file.rowsRead)} → 取り込んだ行 {count(file.rowsLoaded)}
          {file.rowsQuarantined > 0 && `（保留 ${count(file.rowsQuarantined)}）`}
        </span>
        {notes > 0 && <span className="badge caution">気になる点 {count(notes)}件</span>}
      </summary>
      <div className="file-report-body">
        {met !== '' && <p>{met}</p>}
        {told([file], 'column.required_missing') > 0 && file.rowsLoaded === 0 && (
          <p>見出しが文字化けしていないか確かめ、必要な列のあるファイルを取り込んでください。</p>
        )}
        <Issues file={file} />
      </div>
    </details>
  );
}

function Linkage({ rows, onAgain }: { readonly rows: Report['linkage']; readonly onAgain: () => void }) {
  const { fiscalYear } = usePreferences();
  if (rows.length === 0) return null;
  return (
    <section>
      <h2>人どうしのつながり</h2>
      <p className="hint">
        だれの記録か決まった割合です。低いときは、番号の列や対応表を確かめてください。資格の台帳にいない人は、いちばん右に示します。
      </p>
      <table className="data-table">
        <TableHead
          columns={[
            'データ',
            '年度',
            { number: '記録' },
            { number: '人が決まった割合' },
            '結びつかない理由・台帳にいない人と、どうすればよいか',
          ]}
        />
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.source}${row.fiscalYear ?? ''}`}>
              <th scope="row">{row.source}</th>
              <td className="nowrap">{row.fiscalYear === undefined ? '—' : fiscalYear(row.fiscalYear)}</td>
              <td className="num-cell num">{count(row.records)}</td>
              <td className="num-cell num">
                {row.records === 0 ? '—' : `${formatNumber((100 * row.linked) / row.records, 1)}%`}
              </td>
              <td>
                {row.reasons.length === 0
                  ? '—'
                  : row.reasons.map((reason) => (
                      <p key={reason.reason}>
                        {unlinkedReason(reason.reason)}（{count(reason.count)}件）：{reason.remedy}
                      </p>
                    ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.some(({ reasons }) => reasons.length > 0) && (
        <div className="actions start">
          <button type="button" className="button secondary small" onClick={onAgain}>
            台帳や対応表を取り込む
          </button>
          {rows.some(({ records, linked }) => linked < records) && (
            <span className="hint">
              取り込んだあとに、下の「保留の行」で「もう一度試す」を押してください。
            </span>
          )}
        </div>
      )}
    </section>
  );
}

/** What came in, what did not, why, and what to do; counts only. */
export function ImportReport({ report, onAgain }: { readonly report: Report; readonly onAgain: () => void }) {
  const { totals } = report;
  const met = merged(report.files);
  const fine = !report.files.some((file) => file.status === 'refused' || broughtNothing(file));
  return (
    <section aria-label="取込の結果">
      <div className={fine ? 'notice good' : 'notice'} role="status">
        <p className="notice-title">
          {count(totals.rowsRead)}行のうち {count(totals.rowsLoaded)}行を取り込みました
        </p>
        <p>{leftOut(totals, alreadyThere(report.files), lostRows(report.files))}</p>
        {met !== '' && <p>{met}</p>}
      </div>
      {attentionFirst(report.files).map((file) => (
        <FileReport key={file.name} file={file} />
      ))}
      <Linkage rows={report.linkage} onAgain={onAgain} />
      <div className="actions">
        <button type="button" className="button secondary" onClick={onAgain}>
          続けて取り込む
        </button>
        <button type="button" className="button" onClick={() => go('quality')}>
          データ品質を確かめる
        </button>
      </div>
    </section>
  );
}
