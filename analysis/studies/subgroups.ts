import { normalTwoSided } from '../statistics/distributions.ts';
import { benjaminiHochberg, holm } from '../statistics/multiplicity.ts';
import type { Cohort } from './cohort.ts';
import type { CohortStudy } from './definition.ts';
import type { EffectCandidate, EffectSet } from './parts.ts';

type Subgroup = CohortStudy['subgroups'][number];

/** What subgroups of a study are worked out from, whatever its design. */
export interface SubgroupBase {
  readonly study: Pick<CohortStudy, 'subgroups' | 'multiplicity'>;
  readonly cohort: Cohort;
  /** Rows of the cohort in the main analysis. */
  readonly rows: ArrayLike<number>;
  readonly threshold: number;
  /** The main effect on some of the rows; undefined where they are too few. */
  readonly estimate: (rows: Uint32Array, words: SubgroupWords) => EffectCandidate | undefined;
}

export interface SubgroupWords {
  readonly method: string;
  readonly caveat: string;
}

interface Level {
  readonly label: string;
  readonly rows: Uint32Array;
}

/**
 * Effects in the subgroups that the study file lists, each estimated anew, with a test of the interaction; p values
 * of the tests allow for the number of subgroups. A subgroup is shown only when all its levels can be.
 */
export function subgroupSets(base: SubgroupBase): EffectSet[] {
  const { subgroups, multiplicity } = base.study;
  const found = subgroups.flatMap((subgroup) => {
    const effects = levelEffects(base, levelsOf(base, subgroup));
    return effects ? [{ subgroup, effects, p: interaction(effects) }] : [];
  });
  const adjusted = adjustP(
    found.map(({ p }) => p),
    multiplicity,
  );
  return found.map(({ subgroup, effects }, i) => ({
    id: `subgroup_${subgroup.variable}`,
    kind: 'subgroup',
    title: `${subgroup.label}別の差`,
    reading: interactionWords(adjusted[i]!, multiplicity),
    effects,
  }));
}

function interactionWords(p: number, rule: CohortStudy['multiplicity']): string {
  const allowed = rule === 'none' ? '' : '（調べた区分の数を考慮）';
  const value = p < 0.001 ? '0.001未満' : p.toFixed(3);
  return p < 0.05
    ? `区分によって差が違う可能性があります（交互作用の検定 p＝${value}${allowed}）。`
    : `区分によって差が違うとは言えません（交互作用の検定 p＝${value}${allowed}）。片方だけ区間が0を含まないことは、違いの証拠ではありません。`;
}

/** p values that allow for how many questions were asked. */
export function adjustP(p: readonly number[], rule: CohortStudy['multiplicity']): number[] {
  if (rule === 'none') return [...p];
  return rule === 'holm' ? holm(p) : benjaminiHochberg(p);
}

/** Names of the two sides of a yes or no that has some of its own. */
const OPPOSITES: Readonly<Record<string, readonly [present: string, absent: string]>> = {
  female: ['女性', '男性'],
};

function levelsOf({ cohort, rows, threshold }: SubgroupBase, subgroup: Subgroup): readonly Level[] {
  const column = cohort.covariates.find(({ variable }) => variable.id === subgroup.variable);
  const values = column?.numbers;
  if (!values) return [];
  const { variable } = column;
  const cut = subgroup.cut ?? 0.5;
  const rowsWhere = (test: (value: number) => boolean) =>
    Uint32Array.from(Array.from(rows).filter((row) => test(values[row]!)));
  const unknown = rowsWhere(Number.isNaN).length;
  // Those without a value follow by subtraction: so few must not be found out.
  if (unknown > 0 && unknown < threshold) return [];
  const binary = subgroup.cut === undefined;
  const [present, absent] = OPPOSITES[subgroup.variable] ?? [
    `${variable.label}：あり`,
    `${variable.label}：なし`,
  ];
  return [
    {
      label: binary ? present : `${variable.label} ${cut}${variable.unit}以上`,
      rows: rowsWhere((value) => value >= cut),
    },
    {
      label: binary ? absent : `${variable.label} ${cut}${variable.unit}未満`,
      rows: rowsWhere((value) => value < cut),
    },
  ];
}

function levelEffects(base: SubgroupBase, levels: readonly Level[]): EffectCandidate[] | undefined {
  const effects = levels.flatMap(
    ({ label, rows }) =>
      base.estimate(rows, {
        method: label,
        caveat: '前もって決めた区分。人数が少なく、区間は広い',
      }) ?? [],
  );
  return levels.length > 0 && effects.length === levels.length ? effects : undefined;
}

/** Two independent estimates: z of their difference (Altman & Bland 2003), ratios on the log scale. */
function interaction([one, other]: readonly EffectCandidate[]): number {
  if (!one || !other) return 1;
  const scaled = ({ effect }: EffectCandidate) =>
    effect.scale.endsWith('ratio') ? Math.log(effect.estimate) : effect.estimate;
  return normalTwoSided(
    (scaled(one) - scaled(other)) / Math.hypot(one.effect.standardError, other.effect.standardError),
  );
}
