import { formatNumber } from '../format.ts';
import type { ReportInputs } from '../inputs.ts';
import type { Text } from '../model.ts';
import { live } from '../text.ts';
import { highRiskFunnel, largestLoss } from './funnel.ts';
import { weakDistrict } from './measures.ts';

export interface NextStep {
  readonly short: Text;
  readonly reason: Text;
}

/** Proposals that follow from the released numbers by rule; each names the number behind it. */
export function nextSteps(inputs: ReportInputs): readonly NextStep[] {
  return [...districtSteps(inputs), ...funnelSteps(inputs), ...evidenceSteps(inputs)].slice(0, 4);
}

function districtSteps(inputs: ReportInputs): readonly NextStep[] {
  for (const measure of inputs.measures) {
    const weak = weakDistrict(measure, inputs.workspace);
    if (weak === undefined) continue;
    return [
      {
        short: live`${weak.name}への働きかけを手厚くする（${weak.measure} ${weak.value}、全体 ${weak.whole}）`,
        reason: live`${weak.name}は${weak.measure}が${weak.value}で、公表できる地区のうち全体（${weak.whole}）から最も離れ、95％信頼区間に全体の値が入りません。理由はこの数値だけでは分からないため、地区の状況の確認から始めます。`,
      },
    ];
  }
  return [];
}

function funnelSteps(inputs: ReportInputs): readonly NextStep[] {
  const funnel = highRiskFunnel(inputs.approaches[0], inputs.programmes);
  const loss = funnel === undefined ? undefined : largestLoss(funnel);
  if (funnel === undefined || loss === undefined) return [];
  return [
    {
      short: live`${funnel.name}：「${loss.from.label}」から「${loss.to.label}」へ進む人を増やす（いま${formatNumber(loss.share, 1)}%）`,
      reason: live`「${loss.from.label}」${loss.from.number}のうち「${loss.to.label}」は${loss.to.number}で、段階のなかで最も多くの人が途切れています。`,
    },
  ];
}

function evidenceSteps(inputs: ReportInputs): readonly NextStep[] {
  const weak = inputs.studies.filter(({ evidenceLevel }) => evidenceLevel !== '1' && evidenceLevel !== '2a');
  if (weak.length === 0) return [];
  return [
    {
      short: ['次の募集では、開始時期をずらすなど、より確かな比べ方を組み込む'],
      reason: [
        '自分から参加した人は、もともと健康への関心が高いことがあります。募集の時期や通知の有無を決まりで分けておくと、測っていない違いの影響を小さくできます。',
      ],
    },
  ];
}
