/** The questionnaire columns of the flat 特定健診 CSV. */
import { drinkAmountCode, drinkFrequencyCode, smokingCode } from './answers.ts';
import { answer, type Column, column, whole } from './column.ts';

export const HABITS: readonly Column[] = [
  column(
    '服薬１（血圧）',
    answer((c) => c.answers.bpDrug),
  ),
  column('服薬確認者（血圧）'),
  column(
    '服薬２（血糖）',
    answer((c) => c.answers.glucoseDrug),
  ),
  column('服薬確認者（血糖）'),
  column(
    '服薬３（脂質）',
    answer((c) => c.answers.lipidDrug),
  ),
  column('服薬確認者（脂質）'),
  column(
    '既往歴１（脳血管）',
    answer((c) => c.answers.stroke),
  ),
  column(
    '既往歴２（心血管）',
    answer((c) => c.answers.heart),
  ),
  column(
    '既往歴３（腎不全・人工透析）',
    answer((c) => c.answers.kidney),
  ),
  column(
    '貧血',
    answer((c) => c.answers.anaemia),
  ),
  column('喫煙', (r) => smokingCode(r.checkup.answers, r.checkup.fiscalYear)),
  column(
    '２０歳からの体重変化',
    answer((c) => c.answers.gained10kg),
  ),
  column(
    '３０分以上の運動習慣',
    answer((c) => c.answers.exercise),
  ),
  column(
    '歩行又は身体活動',
    answer((c) => c.answers.walking),
  ),
  column(
    '歩行速度',
    answer((c) => c.answers.fastWalker),
  ),
  column(
    '咀嚼',
    whole((c) => c.answers.chewing),
  ),
  column(
    '食べ方1（早食い等）',
    whole((c) => c.answers.eatingSpeed),
  ),
  column(
    '食べ方２（就寝前）',
    answer((c) => c.answers.lateDinner),
  ),
  column(
    '食べ方３（間食）',
    whole((c) => c.answers.snack),
  ),
  column(
    '食習慣',
    answer((c) => c.answers.skipBreakfast),
  ),
  column('飲酒', (r) => drinkFrequencyCode(r.checkup.answers, r.checkup.fiscalYear)),
  column('飲酒量', (r) => drinkAmountCode(r.checkup.answers, r.checkup.fiscalYear)),
  column(
    '睡眠',
    answer((c) => c.answers.sleepWell),
  ),
  column(
    '生活習慣の改善',
    whole((c) => c.answers.readiness),
  ),
];
