import type { StudyInput, StudySet } from '../inputs.ts';
import type { Block, Text } from '../model.ts';
import { effectRef, live } from '../text.ts';
import { sameAxis } from './studies.ts';

/** How well the result holds: every family of further estimates with its reading, then what would overturn it. */
export function robustnessBlocks(study: StudyInput): readonly Block[] {
  const sets = (study.sets ?? []).filter(({ effects }) => effects.length > 0);
  const bounds = study.bounds ?? [];
  if (sets.length === 0 && bounds.length === 0) return [];
  return [
    { kind: 'heading', level: 2, text: '結果の確かさ（感度分析）' },
    ...sets.flatMap((set) => setBlocks(study, set)),
    ...(bounds.length === 0
      ? []
      : [
          { kind: 'heading', level: 3, text: '結論が変わる条件' } as const,
          {
            kind: 'bullets',
            items: bounds.map(({ label, text }): Text => [`${label}：${text}`]),
          } as const,
        ]),
  ];
}

function setBlocks(study: StudyInput, { id, title, reading, effects }: StudySet): readonly Block[] {
  const drawn = sameAxis(effects);
  const name = `${study.study.id}-${id}`;
  const row = (effect: StudySet['effects'][number]): readonly Text[] => [
    [effect.statistic.effect.outcomeLabel],
    [effect.statistic.effect.method],
    [effectRef(effect, 'estimate')],
    [effectRef(effect, 'interval')],
    live`${effectRef(effect, 'treated')}／${effectRef(effect, 'control')}`,
  ];
  return [
    { kind: 'heading', level: 3, text: title },
    { kind: 'paragraph', text: [reading] },
    ...(drawn.length < 2
      ? []
      : [
          {
            kind: 'figure',
            id: name,
            caption: title,
            chart: { kind: 'forest', effects: drawn },
            alt: [`${title}の推定値と95％信頼区間を並べた図。`],
          } as const,
        ]),
    {
      kind: 'textTable',
      id: `${name}-table`,
      caption: title,
      head: ['成果', '分析', '推定値', '95％信頼区間', '参加／比較'],
      widths: [2, 3.2, 1.7, 2.8, 2.2],
      rows: effects.map(row),
    },
  ];
}
