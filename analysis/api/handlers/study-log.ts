import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UserIssue } from '../../domain/issue.ts';
import type { StudyDefinition } from '../../studies/definition.ts';
import type { StudyPlan } from '../../studies/run.ts';
import { parseStudy, type StudyChange, studyChanges } from '../../studies/study-file.ts';

type StudyEvent = 'locked' | 'diagnosed' | 'opened';

const entrySchema = z.object({
  id: z.string(),
  hash: z.string(),
  event: z.enum(['locked', 'diagnosed', 'opened']),
  at: z.string(),
  /** Done for a report or a payment, without anybody having read the diagnostics. */
  unattended: z.literal(true).exactOptional(),
  /** The design as it was locked. */
  settings: z.string().exactOptional(),
});

type Entry = z.infer<typeof entrySchema>;

/** Where a design stands, and what was changed since the first one that was locked. */
export interface StudyLock {
  readonly hash: string;
  readonly lockedAt: string;
  readonly changedSince: boolean;
  /** As far as somebody has followed it: what was opened unattended is `locked`, its diagnostics still to be read. */
  readonly stage: 'draft' | 'locked' | 'diagnosed' | 'opened';
  readonly changedAfterOutcomes: boolean;
  /** Outcomes were opened for a report or a payment before anybody had read the diagnostics. */
  readonly openedUnattended: boolean;
  readonly changes: readonly StudyChange[];
}

/** The log of locks, diagnostics and opened outcomes of a workspace; only ever added to. */
export class StudyLog {
  readonly #folder: string;

  constructor(studiesFolder: string) {
    this.#folder = studiesFolder;
  }

  async lockOf(plan: StudyPlan): Promise<StudyLock> {
    return lockOf(await this.#entries(plan.study.id), plan);
  }

  /** Fixes the design; the time of the first lock of the same design stays. */
  async lock(plan: StudyPlan, now: Date): Promise<StudyLock> {
    await this.#note(plan, 'locked', now);
    return this.lockOf(plan);
  }

  /** Throws `study.not_locked` before the design was locked. */
  async requireLocked(plan: StudyPlan): Promise<void> {
    const { stage } = await this.lockOf(plan);
    if (stage === 'draft') throw new UserIssue('usage', 'study.not_locked', { id: plan.study.id });
  }

  /** Throws `study.not_locked` or `study.not_diagnosed`: outcomes come last. */
  async requireDiagnosed(plan: StudyPlan): Promise<void> {
    await this.requireLocked(plan);
    const { stage } = await this.lockOf(plan);
    if (stage === 'locked') throw new UserIssue('usage', 'study.not_diagnosed', { id: plan.study.id });
  }

  async diagnosed(plan: StudyPlan, now: Date): Promise<StudyLock> {
    await this.#note(plan, 'diagnosed', now);
    return this.lockOf(plan);
  }

  /** @param unattended for a report or a payment, nobody having read the diagnostics */
  async opened(plan: StudyPlan, now: Date, unattended = false): Promise<StudyLock> {
    await this.#note(plan, 'opened', now, unattended);
    return this.lockOf(plan);
  }

  /** Whether this very design has had its outcomes opened, by whomever: to compute them again decides nothing. */
  async wasOpened(plan: StudyPlan): Promise<boolean> {
    const entries = await this.#entries(plan.study.id);
    return entries.some(({ event, hash }) => event === 'opened' && hash === plan.hash);
  }

  async #note(plan: StudyPlan, event: StudyEvent, now: Date, unattended = false): Promise<void> {
    const { id } = plan.study;
    const known = await this.#entries(id);
    const noted = known.filter((entry) => entry.hash === plan.hash && entry.event === event);
    // Once is enough; only what somebody attends to is told beside what nobody did.
    if (noted.some((entry) => unattended || entry.unattended === undefined)) return;
    const entry: Entry = {
      id,
      hash: plan.hash,
      event,
      at: now.toISOString(),
      ...(unattended ? { unattended } : {}),
      ...(event === 'locked' ? { settings: plan.settings } : {}),
    };
    await mkdir(this.#folder, { recursive: true });
    await appendFile(join(this.#folder, 'log.jsonl'), `${JSON.stringify(entry)}\n`);
  }

  async #entries(id: string): Promise<Entry[]> {
    const text = await readFile(join(this.#folder, 'log.jsonl'), 'utf8').catch(() => '');
    return text.split('\n').flatMap((line) => {
      const parsed = line === '' ? undefined : entrySchema.safeParse(JSON.parse(line));
      return parsed?.success && parsed.data.id === id ? [parsed.data] : [];
    });
  }
}

function lockOf(entries: readonly Entry[], plan: StudyPlan): StudyLock {
  const ofDesign = entries.filter(({ hash }) => hash === plan.hash);
  const own = (event: StudyEvent) =>
    ofDesign.find((entry) => entry.event === event && entry.unattended === undefined);
  const first = entries.find((entry) => entry.event === 'locked');
  const locked = own('locked');
  const opened = entries.find((entry) => entry.event === 'opened' && entry.hash !== plan.hash);
  const changes = first && first.hash !== plan.hash ? changesSince(first.settings, plan.study) : [];
  // A new setting with its usual value, added by a later version of the product, changes nothing.
  const changed = changes === undefined || changes.length > 0;
  return {
    hash: plan.hash,
    lockedAt: locked?.at ?? '',
    changedSince: changed,
    stage: own('opened') ? 'opened' : own('diagnosed') ? 'diagnosed' : locked ? 'locked' : 'draft',
    changedAfterOutcomes: changed && opened !== undefined && (!locked || opened.at <= locked.at),
    openedUnattended: ofDesign.find(({ event }) => event === 'opened')?.unattended === true,
    changes: changes ?? [],
  };
}

/** Undefined where the locked version cannot be read any more: its change is told without a list. */
function changesSince(
  settings: string | undefined,
  study: StudyDefinition,
): readonly StudyChange[] | undefined {
  if (settings === undefined) return undefined;
  try {
    return studyChanges(parseStudy(settings), study);
  } catch (error) {
    if (error instanceof UserIssue) return undefined;
    throw error;
  }
}
