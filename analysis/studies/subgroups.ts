import { normalTwoSided } from '../statistics/distributions.ts';
import { benjaminiHochberg, holm } from '../statistics/multiplicity.ts';
import { adjust, whereFeasible } from './adjustment.ts';
import { pick } from './cohort.ts';
import type { CohortStudy } from './definition.ts';
import { type EffectCandidate, type EffectSet, effectCandidate } from './parts.ts';
import { eventsOf, mainEffect, type SensitivityBase } from './sensitivity.ts';

type Subgroup = CohortStudy['subgroups'][number];

interface Level {
  readonly label: string;
  readonly rows: Uint32Array;
}

/**
 * Effects in the subgroups that the study file lists, each weighted anew, with a test of the interaction; p values
 * of the tests allow for the number of subgroups. A subgroup is shown only when all its levels can be.
 */
export function subgroupSets(base: SensitivityBase): EffectSet[] {
  const found = base.study.subgroups.flatMap((subgroup) => {
    const levels = levelsOf(base, subgroup);
    const effects = levels && levelEffects(base, levels);
    return effects ? [{ subgroup, effects, p: interaction(effects) }] : [];
  });
  const adjusted = adjustP(
    found.map(({ p }) => p),
    base.study.multiplicity,
  );
  return found.map(({ subgroup, effects }, i) => ({
    id: `subgroup_${subgroup.variable}`,
    kind: 'subgroup',
    title: `${subgroup.label}別の差`,
    reading: interactionWords(adjusted[i]!, base.study.multiplicity),
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

function levelsOf(
  { cohort, adjustment, threshold }: SensitivityBase,
  subgroup: Subgroup,
): Level[] | undefined {
  const column = cohort.covariates.find(({ variable }) => variable.id === subgroup.variable);
  const values = column?.numbers;
  if (!values) return undefined;
  const { variable } = column;
  const cut = subgroup.cut ?? 0.5;
  const rowsWhere = (test: (value: number) => boolean) =>
    Uint32Array.from(Array.from(adjustment.rows.keys()).filter((i) => test(values[adjustment.rows[i]!]!)));
  const unknown = rowsWhere(Number.isNaN).length;
  // Those without a value follow by subtraction: so few must not be found out.
  if (unknown > 0 && unknown < threshold) return undefined;
  const binary = subgroup.cut === undefined;
  return [
    {
      label: binary ? `${variable.label}：あり` : `${variable.label} ${cut}${variable.unit}以上`,
      rows: rowsWhere((value) => value >= cut),
    },
    {
      label: binary ? `${variable.label}：なし` : `${variable.label} ${cut}${variable.unit}未満`,
      rows: rowsWhere((value) => value < cut),
    },
  ];
}

function levelEffects(base: SensitivityBase, levels: readonly Level[]): EffectCandidate[] | undefined {
  const { study, cohort, index, context, adjustment } = base;
  const { outcome } = cohort.outcomes[index]!;
  const effects: EffectCandidate[] = [];
  for (const { label, rows } of levels) {
    const part = whereFeasible(() =>
      adjust(
        cohort,
        Uint32Array.from(rows, (i) => adjustment.rows[i]!),
        study,
      ),
    );
    if (!part) return undefined;
    const y = pick(base.y, rows);
    effects.push(
      effectCandidate(mainEffect(study, part, y), {
        context,
        outcome,
        estimand: study.estimand,
        method: label,
        caveat: '前もって決めた区分。人数が少なく、区間は広い',
        sizes: part.sizes,
        parameters: part.terms.length + 3,
        ...eventsOf(outcome, y, part.z),
      }),
    );
  }
  return effects;
}

/** Two independent estimates: z of their difference (Altman & Bland 2003). */
function interaction([one, other]: readonly EffectCandidate[]): number {
  if (!one || !other) return 1;
  const gap = one.effect.estimate - other.effect.estimate;
  return normalTwoSided(gap / Math.hypot(one.effect.standardError, other.effect.standardError));
}
