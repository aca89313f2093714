import { displayWidth, padTo } from './width.ts';

export interface TextColumn {
  readonly heading: string;
  readonly align?: 'left' | 'right';
}

/** Rows under headings, padded so that Japanese and numbers stand in columns. */
export function columnsText(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ heading }, index) =>
    Math.max(displayWidth(heading), ...rows.map((row) => displayWidth(row[index] ?? ''))),
  );
  const line = (cells: readonly string[]) =>
    columns
      .map(({ align }, index) =>
        padTo(cells[index] ?? '', widths[index] ?? 0, align === 'right' ? 'left' : 'right'),
      )
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [line(columns.map(({ heading }) => heading)), rule, ...rows.map(line)].join('\n');
}
