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
  /** The design as it was locked. */
  settings: z.string().exactOptional(),
});

type Entry = z.infer<typeof entrySchema>;

/** Where a design stands, and what was changed since the first one that was locked. */
export interface StudyLock {
  readonly hash: string;
  readonly lockedAt: string;
  readonly changedSince: boolean;
  readonly stage: 'draft' | 'locked' | 'diagnosed' | 'opened';
  readonly changedAfterOutcomes: boolean;
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

  async opened(plan: StudyPlan, now: Date): Promise<StudyLock> {
    await this.#note(plan, 'opened', now);
    return this.lockOf(plan);
  }

  async #note(plan: StudyPlan, event: StudyEvent, now: Date): Promise<void> {
    const { id } = plan.study;
    const known = await this.#entries(id);
    if (known.some((entry) => entry.hash === plan.hash && entry.event === event)) return;
    const entry: Entry = {
      id,
      hash: plan.hash,
      event,
      at: now.toISOString(),
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
  const own = (event: StudyEvent) =>
    entries.find((entry) => entry.event === event && entry.hash === plan.hash);
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
