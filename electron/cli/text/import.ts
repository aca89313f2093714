import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { columnsText } from './columns.ts';
import { numberText } from './statistics.ts';

const STATUS = { loaded: '取込済み', refused: '取り込まず', already_loaded: '以前に取込済み' } as const;
const right = 'right' as const;

/** The import report by file, by issue and by linkage. */
export function importText(report: OperationOutput<'import.run'>): string {
  const files = report.files.map((file) => [
    file.name,
    file.layoutName,
    file.encoding,
    STATUS[file.status],
    numberText(file.rowsRead, 0),
    numberText(file.rowsLoaded, 0),
    numberText(file.rowsQuarantined, 0),
  ]);
  const headings = [
    { heading: 'ファイル' },
    { heading: '様式' },
    { heading: '文字コード' },
    { heading: '結果' },
    { heading: '行', align: right },
    { heading: '取込', align: right },
    { heading: '保留', align: right },
  ];
  const { rowsRead, rowsLoaded, rowsQuarantined } = report.totals;
  const totals = `合計 ${numberText(rowsRead, 0)}行、取込 ${numberText(rowsLoaded, 0)}行、保留 ${numberText(rowsQuarantined, 0)}行`;
  return [columnsText(headings, files), totals, issuesText(report), linkageText(report)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function issuesText(report: OperationOutput<'import.run'>): string {
  const rows = report.files.flatMap((file) =>
    file.issues.map((issue) => [
      file.name,
      issue.column ?? '',
      issue.firstLine === undefined ? '' : numberText(issue.firstLine, 0),
      numberText(issue.count, 0),
      issue.sentence,
    ]),
  );
  if (rows.length === 0) return '';
  const headings = [
    { heading: 'ファイル' },
    { heading: '列' },
    { heading: '最初の行', align: right },
    { heading: '件数', align: right },
    { heading: '内容' },
  ];
  return columnsText(headings, rows);
}

function linkageText(report: OperationOutput<'import.run'>): string {
  const rows = report.linkage.map(({ source, fiscalYear, records, linked }) => [
    source,
    fiscalYear === undefined ? '' : `${fiscalYear}`,
    numberText(records, 0),
    numberText(linked, 0),
    records > 0 ? `${numberText((100 * linked) / records, 1)}%` : '－',
  ]);
  if (rows.length === 0) return '';
  const headings = [
    { heading: '突合元' },
    { heading: '年度' },
    { heading: '件数', align: right },
    { heading: '突合', align: right },
    { heading: '割合', align: right },
  ];
  return columnsText(headings, rows);
}
