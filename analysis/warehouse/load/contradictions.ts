import type { StageId } from '../../domain/staging-tables.ts';
import { first, type TargetContext, type TargetIssue } from './target.ts';

/** Something that cannot be so: rows of a stage for which `when` holds. `s` is the row, `i` its identity. */
interface Contradiction {
  readonly code: string;
  readonly when: string;
  /** Looks at the identity: not asked of millions of receipts. */
  readonly needsIdentity?: true;
}

const inFuture = (...columns: readonly string[]): Contradiction => ({
  code: 'date.in_future',
  when: columns.map((column) => `s.${column} > current_date`).join(' OR '),
});
const beforeBirth = (...columns: readonly string[]): Contradiction => ({
  code: 'date.before_birth',
  when: columns.map((column) => `s.${column} < i.birth_month`).join(' OR '),
  needsIdentity: true,
});
const endsBeforeStart = (start: string, ...ends: readonly string[]): Contradiction => ({
  code: 'date.ends_before_start',
  when: ends.map((end) => `s.${end} < s.${start}`).join(' OR '),
});

/** What is looked for, by stage. Ends that lie ahead are usual (certifications, enrolment), beginnings are not. */
const CONTRADICTIONS: Partial<Record<StageId, readonly Contradiction[]>> = {
  register: [beforeBirth('from_date', 'death_date'), endsBeforeStart('from_date', 'to_date', 'death_date')],
  checkup: [
    inFuture('exam_date'),
    beforeBirth('exam_date'),
    { code: 'value.pressure_reversed', when: 's.sbp <= s.dbp' },
  ],
  guidance: [
    inFuture('first_interview_date', 'interim_date', 'completed_date', 'dropped_date'),
    endsBeforeStart('first_interview_date', 'interim_date', 'completed_date', 'dropped_date'),
  ],
  claim: [inFuture('month')],
  care_certification: [
    inFuture('applied_date', 'decided_date'),
    beforeBirth('applied_date', 'from_date'),
    endsBeforeStart('from_date', 'to_date'),
  ],
  care_service: [inFuture('month')],
  screening: [inFuture('screened_date', 'workup_date'), beforeBirth('screened_date')],
  child_health: [inFuture('exam_date'), beforeBirth('exam_date')],
  participation: [
    inFuture('joined_date', 'completed_date', 'left_date'),
    beforeBirth('joined_date'),
    endsBeforeStart('joined_date', 'completed_date', 'left_date'),
  ],
  measurement: [inFuture('measured_date'), beforeBirth('measured_date')],
};

/** Rows of the file that contradict themselves, the calendar or the person's birth; they are kept, and told. */
export async function contradictions(context: TargetContext, stage: StageId): Promise<TargetIssue[]> {
  const wanted = CONTRADICTIONS[stage] ?? [];
  if (wanted.length === 0) return [];
  const columns = wanted.map(
    ({ when }, at) =>
      `count(DISTINCT s.line) FILTER (${when}) AS n${at}, min(s.line) FILTER (${when}) AS line${at}`,
  );
  const identities = wanted.some(({ needsIdentity }) => needsIdentity)
    ? 'LEFT JOIN stage_identity i ON i.identity = s.identity'
    : '';
  const found = await first(context, `SELECT ${columns.join(', ')} FROM stage_${stage} s ${identities}`);
  return wanted.flatMap(({ code }, at): TargetIssue[] => {
    const count = Number(found[`n${at}`] ?? 0);
    return count === 0 ? [] : [{ code, severity: 'warning', count, firstLine: Number(found[`line${at}`]) }];
  });
}
