export type Severity = 'error' | 'warning' | 'info';

/** One kind of remark on one column of a file: how often and where first, never what the cell held. */
export interface FileIssue {
  readonly code: string;
  readonly severity: Severity;
  readonly column?: string;
  readonly firstLine?: number;
  readonly count: number;
}

/** Counts remarks by code and column. */
export class IssueCounter {
  readonly #counts = new Map<
    string,
    { code: string; severity: Severity; column?: string; firstLine?: number; count: number }
  >();

  add(
    code: string,
    severity: Severity,
    where: { column?: string; line?: number; count?: number } = {},
  ): void {
    const key = `${code}\u0000${where.column ?? ''}`;
    const known = this.#counts.get(key);
    const count = where.count ?? 1;
    if (known) {
      known.count += count;
      if (where.line !== undefined && (known.firstLine === undefined || where.line < known.firstLine)) {
        known.firstLine = where.line;
      }
      return;
    }
    this.#counts.set(key, {
      code,
      severity,
      count,
      ...(where.column === undefined ? {} : { column: where.column }),
      ...(where.line === undefined ? {} : { firstLine: where.line }),
    });
  }

  list(): FileIssue[] {
    const rank = { error: 0, warning: 1, info: 2 };
    return [...this.#counts.values()].sort(
      (a, b) =>
        rank[a.severity] - rank[b.severity] ||
        a.code.localeCompare(b.code) ||
        (a.firstLine ?? 0) - (b.firstLine ?? 0),
    );
  }
}
