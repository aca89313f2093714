import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';

export type Template = OperationOutput<'reports.templates'>['templates'][number];
export type Format = Template['formats'][number];

/** Names of the file kinds, for people who choose by what they want to do with them. */
export const FORMATS: Readonly<Record<Format, string>> = {
  xlsx: 'Excel（表と出し方）',
  pptx: 'PowerPoint（発表用）',
  deck: '発表用ファイル（この画面で発表）',
  docx: 'Word',
  pdf: 'PDF（印刷・配布用）',
  html: 'HTML（画面で読む）',
  csv: 'CSV（表の数字）',
  png: 'PNG（図の画像）',
  svg: 'SVG（拡大できる図）',
};
