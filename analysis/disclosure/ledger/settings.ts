import { POPULATION_TIERS, RULE_VERSION } from '../policy.ts';
import { fingerprint } from '../release/question.ts';
import type { ReleaseNote } from './chain.ts';

/** What decides how much may leave, as a municipality sets it. */
export interface ReleaseSettings {
  readonly population: number;
  readonly raisedThreshold?: number | undefined;
  readonly twoPersonRelease?: boolean | undefined;
}

/** A setting that changed, before and after; numbers of people or yes and no, never a statistic. */
export interface SettingChange {
  readonly setting: keyof ReleaseSettings;
  readonly before: number | boolean;
  readonly after: number | boolean;
}

/** Settings of release that differ. */
export function settingChanges(before: ReleaseSettings, after: ReleaseSettings): readonly SettingChange[] {
  const read = (from: ReleaseSettings) => ({
    population: from.population,
    raisedThreshold: from.raisedThreshold ?? 0,
    twoPersonRelease: from.twoPersonRelease === true,
  });
  const [old, next] = [read(before), read(after)];
  return (['population', 'raisedThreshold', 'twoPersonRelease'] as const).flatMap((setting) =>
    old[setting] === next[setting] ? [] : [{ setting, before: old[setting], after: next[setting] }],
  );
}

/**
 * The note of a change of settings: who may let numbers out, and from how many people on, is on record like what
 * was let out.
 */
export function settingsNote(setting: {
  readonly title: string;
  readonly comment: string;
  readonly outlet: string;
  readonly sourceHash: string;
  readonly after: ReleaseSettings;
}): ReleaseNote {
  const { title, comment, outlet, sourceHash, after } = setting;
  const floor = POPULATION_TIERS.find((tier) => after.population < tier.under)!.threshold;
  const threshold = Math.max(floor, after.raisedThreshold ?? 0);
  return {
    event: 'settings',
    title,
    outlet,
    statistic: 'settings',
    comment,
    release: {
      releaseId: `S-${fingerprint({ comment, sourceHash }).slice(0, 16)}`,
      ruleVersion: RULE_VERSION,
      threshold: Number.isFinite(threshold) ? threshold : 0,
      hidden: { primary: 0, secondary: 0, other: 0 },
      shown: 0,
      proof: 'nothing_hidden',
      sourceHash,
    },
  };
}
