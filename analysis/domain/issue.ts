/**
 * The one way in which analysis says that something is wrong on the user's side.
 *
 * A code and parameters travel; the Japanese sentence is made from `messages` by the shell.
 * Parameters are counts, line numbers, column headings, file names and codes — never a cell value.
 */
export type IssueCode = `${string}.${string}`;

/** Why the work stopped; the command line turns it into its exit code (usage 2, input 3, refused 4). */
export type IssueKind = 'usage' | 'input' | 'refused';

export type IssueParams = Readonly<Record<string, string | number>>;

export interface Issue {
  readonly code: IssueCode;
  readonly kind: IssueKind;
  readonly params: IssueParams;
}

/** Thrown for every foreseeable fault of input, usage or release; anything else that is thrown is a bug. */
export class UserIssue extends Error implements Issue {
  readonly code: IssueCode;
  readonly kind: IssueKind;
  readonly params: IssueParams;

  constructor(kind: IssueKind, code: IssueCode, params: IssueParams = {}, options?: ErrorOptions) {
    super(code, options);
    this.name = 'UserIssue';
    this.kind = kind;
    this.code = code;
    this.params = params;
  }
}
