import { PLAIN_COMPARISONS } from '../../domain/plain-comparisons.ts';
import { VERDICT_WORDS } from '../../domain/verdicts.ts';
import type { StudyInput } from '../inputs.ts';
import type { Block, FigureBlock, Text } from '../model.ts';
import { effectSentences } from '../sentences/effect.ts';
import { evidenceWordings } from '../sentences/evidence.ts';
import { effectRef, live } from '../text.ts';
import { flowSteps } from './funnel.ts';

const MARKS = { good: '○', caution: '△', bad: '×' } as const;

/** What was compared, in words of everyday; the names of the methods are for the report and the notes. */
const PLAIN_WORDS: Readonly<Record<string, string>> = {
  [PLAIN_COMPARISONS.crude]: 'そろえずに比べた差',
  [PLAIN_COMPARISONS.participantsChange]: '参加者の前と後の差',
  [PLAIN_COMPARISONS.othersChange]: '不参加者の前と後の差',
};

/** The figure of a study for those who do not know the methods: the estimate and the comparisons people make. */
export function plainMethodsFigure(study: StudyInput): FigureBlock | undefined {
  const figure = methodsFigure(study);
  if (figure === undefined || figure.chart.kind !== 'forest') return figure;
  const [main, ...others] = figure.chart.effects;
  const plain = others.filter(({ statistic }) => statistic.effect.method in PLAIN_WORDS);
  if (main === undefined || plain.length === 0) return figure;
  const wording = study.evidenceLevel === '2b' ? '背景をそろえて比べた差' : '主な比べ方による差';
  const labels = [wording, ...plain.map(({ statistic }) => PLAIN_WORDS[statistic.effect.method] ?? '')];
  return { ...figure, chart: { kind: 'forest', effects: [main, ...plain], labels } };
}

/** Estimates that share one axis: same outcome unit and scale as the first. */
export function sameAxis(effects: StudyInput['effects']): StudyInput['effects'] {
  const first = effects[0]?.statistic.effect;
  return effects.filter(
    ({ statistic }) => statistic.effect.unit === first?.unit && statistic.effect.scale === first?.scale,
  );
}

/** Main estimate beside the other ways of estimating the same outcome, naive comparison included. */
export function methodsFigure(study: StudyInput): FigureBlock | undefined {
  const main = study.effects[0];
  if (main === undefined) return undefined;
  const same = study.alternatives.filter(
    ({ statistic }) => statistic.effect.outcome === main.statistic.effect.outcome,
  );
  const effects = sameAxis([main, ...same]);
  return {
    kind: 'figure',
    id: `${study.study.id}-methods`,
    caption: `${main.statistic.effect.outcomeLabel}の差：方法を変えて比べる`,
    chart: { kind: 'forest', effects },
    alt: live`主な推定値 ${effectRef(main, 'estimate')}（95％信頼区間 ${effectRef(main, 'interval')}）を、ほかの方法による推定値と並べた図。`,
  };
}

/** Effects on several outcomes of one unit. */
export function outcomesFigure(study: StudyInput): Block | undefined {
  const effects = sameAxis(study.effects);
  if (effects.length < 2) return undefined;
  return {
    kind: 'figure',
    id: `${study.study.id}-outcomes`,
    caption: `${study.study.title}：成果ごとの推定値`,
    chart: { kind: 'forest', effects },
    alt: ['成果ごとの推定値と95％信頼区間を並べた図。'],
  };
}

/** Empty for designs that weight nobody. */
export function loveFigure(study: StudyInput): readonly FigureBlock[] {
  if (study.balance === undefined) return [];
  const figure: FigureBlock = {
    kind: 'figure',
    id: `${study.study.id}-balance`,
    caption: '参加者と比較する人の背景の違い（調整前と調整後）',
    chart: { kind: 'love', balance: study.balance },
    alt: ['背景因子ごとの標準化差を、調整の前後で示した図。0.1より小さいほど似ています。'],
  };
  return [figure];
}

export function flowFigure(study: StudyInput): Block {
  return {
    kind: 'figure',
    id: `${study.study.id}-flow`,
    caption: '対象者の選び方（各段階の人数）',
    chart: { kind: 'funnel', steps: flowSteps(study.flow) },
    alt: ['対象者がどの段階で何人に絞られたかを横棒で示した図。'],
  };
}

/** Estimates as a table of text; every number a reference to its effect. */
export function effectsTable(study: StudyInput): Block {
  const all = [...study.effects, ...study.alternatives];
  const row = (effect: StudyInput['effects'][number]): readonly Text[] => [
    [effect.statistic.effect.outcomeLabel],
    [effect.statistic.effect.method],
    [effectRef(effect, 'estimate', firstOf(all, effect))],
    [effectRef(effect, 'interval', firstOf(all, effect))],
    [effectRef(effect, 'p')],
    live`${effectRef(effect, 'treated')}／${effectRef(effect, 'control')}`,
  ];
  return {
    kind: 'textTable',
    id: `${study.study.id}-effects`,
    caption: `${study.study.title}：推定値（主な分析と、比べるための別の方法）`,
    head: ['成果', '方法', '推定値', '95％信頼区間', 'p値', '参加／比較'],
    widths: [2, 2.6, 1.7, 2.8, 1.3, 2.2],
    rows: all.map(row),
  };
}

/** The main estimate of the same outcome on the same scale. */
function firstOf(
  all: StudyInput['effects'],
  { statistic: { effect } }: StudyInput['effects'][number],
): StudyInput['effects'][number] | undefined {
  return all.find(
    ({ statistic }) => statistic.effect.outcome === effect.outcome && statistic.effect.scale === effect.scale,
  );
}

export function checksTable(study: StudyInput): Block {
  return {
    kind: 'textTable',
    id: `${study.study.id}-checks`,
    caption: '信頼性の点検',
    head: ['点検', '判定', '内容', '対応'],
    widths: [1.6, 1, 3.4, 2.4],
    rows: study.checks.map((check) => [
      [check.label],
      [`${MARKS[check.verdict]} ${VERDICT_WORDS[check.verdict]}`],
      [check.explanation],
      [check.action],
    ]),
  };
}

export function targetTrialTable(study: StudyInput): Block {
  return {
    kind: 'textTable',
    id: `${study.study.id}-trial`,
    caption: '研究の設計（目標とする試験にあてはめた整理）',
    head: ['項目', '内容'],
    widths: [1, 4],
    rows: study.targetTrial.map(({ item, text }) => [[item], [text]]),
  };
}

function balanceBlocks(study: StudyInput, level: 2 | 3): readonly Block[] {
  const figure = loveFigure(study);
  return figure.length === 0 ? [] : [{ kind: 'heading', level, text: '背景のそろい方' }, ...figure];
}

/** One study in the order design, balance, effect, robustness; the wording follows its evidence level. */
export function studyBlocks(study: StudyInput, level: 2 | 1 = 2): readonly Block[] {
  const main = study.effects[0];
  const wording = evidenceWordings[study.evidenceLevel];
  const sub = level === 1 ? 2 : 3;
  const figures = [methodsFigure(study), outcomesFigure(study)].flatMap((figure) => figure ?? []);
  const sentences = study.effects.flatMap((effect): Block[] => {
    const said = effectSentences(effect, study.evidenceLevel, study.study.programme);
    return [{ kind: 'paragraph', text: said.detail }];
  });
  const lead = main === undefined ? [] : effectLead(study);
  return [
    { kind: 'heading', level, text: study.study.title },
    { kind: 'paragraph', text: [`問い：${study.study.question}`] },
    ...lead,
    { kind: 'heading', level: sub, text: '設計' },
    { kind: 'paragraph', text: [`${study.study.design}。${wording.label}。${wording.meaning}`] },
    ...(study.targetTrial.length === 0 ? [] : [targetTrialTable(study)]),
    flowFigure(study),
    ...balanceBlocks(study, sub),
    { kind: 'heading', level: sub, text: '推定した差' },
    ...sentences,
    ...figures,
    effectsTable(study),
    { kind: 'heading', level: sub, text: '確からしさの点検' },
    ...(study.checks.length === 0 ? [] : [checksTable(study)]),
    { kind: 'footnote', text: [lockNote(study)] },
  ];
}

/** Hash and day of the lock, how the outcomes were opened, and what is no longer as it was first locked. */
export function lockNote({ lock, checks }: StudyInput): string {
  const opened =
    checks.find(({ id }) => id === 'locked')?.explanation ??
    (lock.changedSince ? '設計は固定のあとに変更されています。' : '設計は結果を見る前に固定しました。');
  const changes = (lock.changes ?? []).map(({ key, before, after }) => `${key}（${before} → ${after}）`);
  const changed = changes.length === 0 ? '' : `はじめに固定した設計から変えた点：${changes.join('、')}。`;
  return `分析計画の照合値 ${lock.hash.slice(0, 12)}（${lock.lockedAt.slice(0, 10)} 固定）。${opened}${changed}`;
}

export function effectLead(study: StudyInput): readonly Block[] {
  const main = study.effects[0];
  if (main === undefined) return [];
  const said = effectSentences(main, study.evidenceLevel, study.study.programme);
  return [{ kind: 'callout', tone: 'key', title: '結論', text: live`${said.detail}${said.conclusion}` }];
}
