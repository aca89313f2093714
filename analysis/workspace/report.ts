import type { FileIssue } from '../intake/issues.ts';

/** What importing did, by file; counts, headings and codes only. */
export interface ImportReport {
  readonly files: readonly ImportedFile[];
  readonly linkage: readonly LinkageRow[];
  readonly totals: {
    readonly rowsRead: number;
    readonly rowsLoaded: number;
    readonly rowsQuarantined: number;
  };
}

export interface ImportedFile {
  readonly name: string;
  readonly layout: string;
  readonly layoutName: string;
  readonly encoding: string;
  /** Why the file was taken for this layout, in words. */
  readonly evidence: readonly string[];
  readonly status: 'loaded' | 'refused' | 'already_loaded';
  readonly batchId?: number;
  /** Name under which the same content was loaded. */
  readonly sameAs?: string;
  readonly rowsRead: number;
  readonly rowsLoaded: number;
  readonly rowsQuarantined: number;
  readonly issues: readonly FileIssue[];
}

/** How many records of one kind of file found their person. */
export interface LinkageRow {
  readonly source: string;
  readonly fiscalYear?: number;
  readonly records: number;
  readonly linked: number;
  readonly reasons: readonly { readonly reason: string; readonly count: number; readonly remedy: string }[];
}

/** The report over all files, in the order of their names. */
export function reportOf(files: readonly ImportedFile[], linkage: readonly LinkageRow[]): ImportReport {
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { files: sorted, linkage: mergeLinkage(linkage), totals: totalsOf(files) };
}

function totalsOf(files: readonly ImportedFile[]): ImportReport['totals'] {
  const sum = (read: (file: ImportedFile) => number) => files.reduce((total, file) => total + read(file), 0);
  return {
    rowsRead: sum((file) => file.rowsRead),
    rowsLoaded: sum((file) => file.rowsLoaded),
    rowsQuarantined: sum((file) => file.rowsQuarantined),
  };
}

/** Files of one kind and year counted together: a reader asks how well a source was linked, not each file. */
export function mergeLinkage(rows: readonly LinkageRow[]): LinkageRow[] {
  const merged = new Map<string, LinkageRow>();
  for (const row of rows) {
    const key = `${row.source}\u0000${row.fiscalYear ?? ''}`;
    const known = merged.get(key);
    merged.set(
      key,
      known
        ? {
            ...known,
            records: known.records + row.records,
            linked: known.linked + row.linked,
            reasons: mergeReasons([...known.reasons, ...row.reasons]),
          }
        : row,
    );
  }
  return [...merged.values()];
}

function mergeReasons(reasons: LinkageRow['reasons']): LinkageRow['reasons'] {
  const merged = new Map<string, LinkageRow['reasons'][number]>();
  for (const reason of reasons) {
    const known = merged.get(reason.reason);
    merged.set(reason.reason, known ? { ...known, count: known.count + reason.count } : reason);
  }
  return [...merged.values()];
}
