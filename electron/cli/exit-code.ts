import type { Issue } from '../../analysis/domain/issue.ts';

export const EXIT = { success: 0, bug: 1, usage: 2, input: 3, refused: 4 } as const;

const OWN_FAULTS: ReadonlySet<string> = new Set([
  'shell.bug',
  'shell.connection_lost',
  'shell.unknown_operation',
]);

/** The exit code of the command line: whose fault it was. */
export function exitCodeOf(issue: Pick<Issue, 'code' | 'kind'>): 1 | 2 | 3 | 4 {
  return OWN_FAULTS.has(issue.code) ? EXIT.bug : EXIT[issue.kind];
}
