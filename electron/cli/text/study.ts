import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { VERDICT_WORDS } from '../../../analysis/domain/verdicts.ts';
import { columnsText } from './columns.ts';
import { cellText, effectLine, flowText, numberText, tableText } from './statistics.ts';
import { localTime } from './time.ts';

const right = 'right' as const;

type Result = OperationOutput<'studies.run'>;
type Diagnosis = OperationOutput<'studies.diagnose'>;
type Design = OperationOutput<'studies.design'>;

/** A design: whom, when, against whom; where it stands and what changed since it was locked. */
export function designText(design: Design): string {
  const { study, targetTrial, method, formula } = design;
  return [
    `${study.title}\n問い: ${study.question}\n設計: ${study.design}`,
    `■ 理想の実験にあてはめた設計\n${columnsText(
      [{ heading: '項目' }, { heading: '内容' }],
      targetTrial.map(({ item, text }) => [item, text]),
    )}`,
    `■ 方法\n${[method, ...formula].join('\n')}`,
    lockText(design),
  ].join('\n\n');
}

function lockText({ lock }: Pick<Design, 'lock'>): string {
  const stage = { draft: '未固定', locked: '固定済み', diagnosed: '診断済み', opened: '結果を開いた' };
  const head = `■ 固定\n状態: ${stage[lock.stage]}　照合値: ${lock.hash.slice(0, 12)}${lock.lockedAt === '' ? '' : `　固定: ${localTime(lock.lockedAt)}`}`;
  const opened = lock.openedUnattended
    ? '\n診断を人が読む前に、報告書か支払いの計算のために結果が開かれています。'
    : '';
  if (!lock.changedSince) return `${head}${opened}`;
  const rows = lock.changes.map(({ key, before, after }) => [key, before, after]);
  const note = lock.changedAfterOutcomes
    ? '前の設計の結果を見たあとで変わっています。'
    : '最初に固定した設計から変わっています。';
  return `${head}${opened}\n${note}\n${columnsText([{ heading: '項目' }, { heading: '最初' }, { heading: 'いま' }], rows)}`;
}

/** Everything that is read before the outcomes. */
export function diagnosisText(diagnosis: Diagnosis): string {
  const { study, flow, power } = diagnosis;
  const powerRows = power.map(({ label, unit, decimals, detectable, important }) => [
    label,
    `${numberText(detectable, decimals)}${unit}`,
    `${important}${unit}`,
  ]);
  return [
    `${study.title}\n問い: ${study.question}`,
    flowText(flow),
    checksText(diagnosis),
    ...(powerRows.length === 0
      ? []
      : [
          `■ 見つけられる差（結果を見る前の計算）\n${columnsText(
            [
              { heading: '結果' },
              { heading: '80％で見つかる差', align: right },
              { heading: '意味のある差', align: right },
            ],
            powerRows,
          )}`,
        ]),
    ...balanceText(diagnosis),
    lockText(diagnosis),
  ].join('\n\n');
}

function checksText({ checks }: Pick<Diagnosis, 'checks'>): string {
  const rows = checks.map(({ label, verdict, explanation, action }) => [
    label,
    VERDICT_WORDS[verdict],
    `${explanation}${action}`,
  ]);
  return `■ 確認\n${columnsText([{ heading: '項目' }, { heading: '判定' }, { heading: '説明' }], rows)}`;
}

function balanceText({ balance }: Pick<Diagnosis, 'balance'>): string[] {
  if (balance === undefined) return [];
  const rows = balance.statistic.rows.map(({ label, before, after }) => [
    label,
    cellText(before, 3),
    cellText(after, 3),
  ]);
  return [
    `■ 標準化平均差（${balance.statistic.convention}）\n${columnsText(
      [{ heading: '項目' }, { heading: '調整前', align: right }, { heading: '調整後', align: right }],
      rows,
    )}`,
  ];
}

/** A study from question to reading, in the order in which it should be read. */
export function studyText(result: Result): string {
  const { study, flow, effects, alternatives, sets, figures, bounds, reading } = result;
  return [
    `${study.title}\n問い: ${study.question}\n設計: ${study.design}\n根拠の水準: ${result.evidenceLevel}`,
    flowText(flow),
    checksText(result),
    ...balanceText(result),
    `■ 効果\n${effects.map(effectLine).join('\n')}`,
    ...(alternatives.length > 0 ? [`■ ほかの方法（参考）\n${alternatives.map(effectLine).join('\n')}`] : []),
    ...sets.map((set) => `■ ${set.title}\n${set.effects.map(effectLine).join('\n')}\n${set.reading}`),
    ...figures.map(({ table }) => tableText(table)),
    ...(bounds.length > 0
      ? [`■ 結論が変わる条件\n${bounds.map(({ label, text }) => `${label}: ${text}`).join('\n')}`]
      : []),
    `■ 読み方\n${reading.join('\n')}`,
    lockText(result),
  ].join('\n\n');
}

/** Faults of a study file by line, or that there are none. */
export function checkText({ faults, design }: OperationOutput<'studies.check'>): string {
  if (design !== undefined) return `誤りはありません。\n\n${designText(design)}`;
  return faults.map(({ sentence }) => sentence).join('\n');
}
