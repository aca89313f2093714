import type { DefinitionTables, QuestionItem } from '../../domain/tables/index.ts';
import { noted } from '../../domain/titles.ts';
import { type MeasureDefinition, measure } from '../definition.ts';
import type { Frame } from '../frames.ts';
import { EXAMINED, EXAMINED_AGE_RULE, EXAMINED_LATE } from './frames-used.ts';

const BREAK = '令和6年度に喫煙・飲酒の選択肢が変わったため、前後の比較には注意する。';
const CHANGED = new Set(['q8', 'q18', 'q19']);

function itemShare(
  item: QuestionItem,
  form: { readonly prefix: string; readonly name: string; readonly frame: Frame },
): MeasureDefinition {
  const forms = Array.isArray(item.codes) ? undefined : Object.keys(item.codes);
  return measure({
    id: `${form.prefix}.${item.id}`,
    name: noted(item.label, '割合'),
    family: 'questionnaire',
    source: `${form.name}（質問${item.item.slice(1)}）`,
    numerator: `「${item.label}」に当たる回答をした人`,
    denominator: `${form.name}のこの質問に回答した人`,
    direction: item.direction,
    ageRule: form.prefix === 'question' ? EXAMINED_AGE_RULE : '年度末現在の年齢（後期高齢者健診の受診者）',
    caveats: ['本人の申告による。無回答の人は分母に含めない。', ...(CHANGED.has(item.item) ? [BREAK] : [])],
    question: {
      kind: 'share',
      frame: form.frame,
      denominator: { answered: item.item, ...(forms ? { forms } : {}) },
      numerator: { answer: item.item, in: item.codes },
    },
  });
}

/** One share a question: 22 of the 標準的な質問票, 15 of the 後期高齢者の質問票. */
export function questionnaires(tables: DefinitionTables, year: number): readonly MeasureDefinition[] {
  const { items, late_items } = tables.values('questionnaire_items', year);
  return [
    ...items.map((item) => itemShare(item, { prefix: 'question', name: '標準的な質問票', frame: EXAMINED })),
    ...late_items.map((item) =>
      itemShare(item, { prefix: 'question_late', name: '後期高齢者の質問票', frame: EXAMINED_LATE }),
    ),
  ];
}
