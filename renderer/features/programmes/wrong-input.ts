import { PROGRAMME_LIMITS } from '../../../analysis/domain/programme-limits.ts';
import { type Programme, STAGE_NAMES } from './words.ts';

/** Fields of free text, in the order of the form. */
export const NOTES = [
  ['purpose', '目的'],
  ['target', '対象者'],
  ['content', '事業の内容'],
  ['method', '実施方法'],
  ['organisation', '実施体制'],
  ['evaluation', '評価の体制・方法'],
  ['place', '場所'],
] as const;

/**
 * What keeps a programme from being saved, in Japanese: which field, why, what to do. Empty where it fits the register
 * entry's schema. Never a word of what was typed.
 */
export function wrongInput(programme: Programme): readonly string[] {
  const { name, boxes, arrows, costs, channels } = programme;
  return [
    ...text('「事業名」', name, '名前を入れてください'),
    ...NOTES.flatMap(([field, label]) => tooLong(`「${label}」`, programme[field], PROGRAMME_LIMITS.note)),
    ...boxes.flatMap((box) => {
      const place = boxes.filter(({ stage }) => stage === box.stage).indexOf(box) + 1;
      return text(
        `「${STAGE_NAMES[box.stage]}」の${place}番目の枠`,
        box.text,
        '言葉を入れるか、枠を消してください',
      );
    }),
    ...arrows.flatMap(({ evidence }, at) =>
      tooLong(`矢印（上から${at + 1}番目）の「なぜそうなるか」`, evidence, PROGRAMME_LIMITS.note),
    ),
    ...costs.flatMap(({ item, yen }, at) => [
      ...text(`費用の${at + 1}行目の「費目」`, item, '費目を入れるか、行を消してください'),
      ...whole(`費用の${at + 1}行目の「額」`, yen),
    ]),
    ...channels.flatMap(({ name: channel, sent, yenPerUnit }, at) => [
      ...text(`手段の${at + 1}行目の「名前」`, channel, '名前を入れるか、行を消してください'),
      ...(sent === undefined ? [] : whole(`手段の${at + 1}行目の「数」`, sent)),
      ...(yenPerUnit === undefined || yenPerUnit >= 0
        ? []
        : [`手段の${at + 1}行目の「単価」が読めません。0以上の数字で入れるか、空欄にしてください。`]),
    ]),
    ...period(programme.period),
  ];
}

function text(place: string, written: string, remedy: string): readonly string[] {
  if (written.trim() === '') return [`${place}が空です。${remedy}。`];
  return tooLong(place, written.trim(), PROGRAMME_LIMITS.text);
}

function tooLong(place: string, written: string, most: number): readonly string[] {
  if (written.length <= most) return [];
  const letters = (count: number) => `${count.toLocaleString('ja-JP')}字`;
  return [`${place}が長すぎます（${letters(written.length)}）。${letters(most)}以内に縮めてください。`];
}

function whole(place: string, count: number): readonly string[] {
  if (Number.isSafeInteger(count) && count >= 0) return [];
  return [`${place}が読めません。0以上の整数を数字で入れてください。`];
}

function period({ from, to }: Programme['period']): readonly string[] {
  if (to === null || to >= from) return [];
  return ['「期間」の終わりが始まりより前です。終わりを始まりと同じか後の年度にしてください。'];
}
