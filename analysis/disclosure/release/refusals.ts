import { UserIssue } from '../../domain/issue.ts';

/** The table has a form the gate cannot judge; `what` is a code. */
export function malformedTable(what: string): UserIssue {
  return new UserIssue('refused', 'disclosure.table_malformed', { what });
}

/** No pattern of hidden cells is safe; coarser categories are the way out. */
export function cannotProtect(): UserIssue {
  return new UserIssue('refused', 'disclosure.cannot_protect');
}

/** A number that tells its least size by being there at all would, with earlier releases, give few people away. */
export function sizeIsTold(): UserIssue {
  return new UserIssue('refused', 'disclosure.size_is_told');
}
