import type { StudyCheck } from './checks.ts';
import { calibration, type EstimatedOutcome, negativeControlCheck } from './controls.ts';
import type { CohortStudy } from './definition.ts';
import { adjustP } from './subgroups.ts';

/** What several outcomes say together: controls that moved, chance findings, the effect after calibration. */
export function acrossOutcomes(
  rule: CohortStudy['multiplicity'],
  estimated: readonly EstimatedOutcome[],
): { readonly checks: StudyCheck[]; readonly bounds: ReturnType<typeof calibration> } {
  const primary = estimated.find(({ outcome }) => outcome.primary) ?? estimated[0];
  return {
    checks: [...negativeControlCheck(estimated), ...multiplicityCheck(rule, estimated)],
    bounds: primary ? calibration(estimated, primary) : [],
  };
}

/** Several outcomes: one of them differs by chance more easily. Nothing to say about one, or without a rule. */
function multiplicityCheck(
  rule: CohortStudy['multiplicity'],
  estimated: readonly EstimatedOutcome[],
): StudyCheck[] {
  const asked = estimated.filter(({ outcome }) => !outcome.negativeControl);
  if (asked.length < 2 || rule === 'none') return [];
  const adjusted = adjustP(
    asked.map(({ effect }) => effect.p),
    rule,
  );
  const lost = asked.filter(({ effect }, i) => effect.p < 0.05 && adjusted[i]! >= 0.05);
  const words = rule === 'holm' ? 'Holm法' : 'Benjamini–Hochberg法';
  return [
    {
      id: 'multiplicity',
      label: '結果をいくつも調べたことによる見かけの差',
      verdict: lost.length === 0 ? 'good' : 'caution',
      explanation:
        lost.length === 0
          ? `${asked.length}つの結果を調べたことを考慮しても（${words}）、差の有無の判断は変わりません。`
          : `${lost.map(({ outcome }) => outcome.label).join('、')}の差は、${asked.length}つの結果を調べたことを考慮すると（${words}）偶然の範囲です。`,
      action: lost.length === 0 ? '' : 'この結果は、差があったとは書かずに参考としてください。',
    },
  ];
}
