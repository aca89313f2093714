import { z } from 'zod';
import { EVIDENCE_LEVELS } from '../../domain/evidence-levels.ts';
import { PAYMENT_REASONS } from '../../domain/payment-reasons.ts';
import { handValue, programmeSchema } from '../../domain/programme.ts';
import { done, nothing, operation } from './operation.ts';
import { releasedTable } from './statistics.ts';

const id = z.strictObject({ id: z.string().describe('事業のID') });
const sentences = z.array(z.string()).readonly();

const entry = z.strictObject({
  id: z.string().describe('事業のID（ファイル名）'),
  name: z.string().describe('事業名'),
  approach: z.enum(['population', 'high_risk']).describe('アプローチ'),
  department: z.string().describe('所管'),
  digitalLevel: z.int().nullable().describe('デジタル化の段階（1〜3）'),
  from: z.int().describe('開始年度'),
  to: z.int().nullable().describe('終了年度（続いていればなし）'),
  saved: z.boolean().describe('台帳のファイルがあるか（なければ取り込んだ事業一覧からの下書き）'),
  kpis: z.int().describe('評価指標の数'),
  faults: z.int().describe('ロジックモデルの指摘の数'),
  contract: z.boolean().describe('成果連動型の契約条件があるか'),
});

const outcome = z.strictObject({
  indicator: z.string().describe('契約の指標のID'),
  value: z.number().describe('成果の値'),
  standardError: z.number().min(0).exactOptional().describe('値の標準誤差（見込みの幅を求めるとき）'),
  evidence: z.enum(EVIDENCE_LEVELS).exactOptional().describe('値の根拠の水準'),
});

const indicatorPayment = z.strictObject({
  indicator: z.string(),
  name: z.string(),
  unit: z.string().describe('値の単位（値がないときは契約の単位）'),
  value: z.number().nullable().describe('使った値（ないときは null）'),
  interval: z.tuple([z.number(), z.number()]).nullable().describe('値の95%区間（標準誤差が分かるとき）'),
  source: z.enum(['given', 'measure', 'study', 'none']).describe('値の出どころ'),
  evidence: z.enum(EVIDENCE_LEVELS).nullable(),
  earned: z.number().describe('支払規則だけによる額（円）'),
  paid: z.number().describe('いま支払う額（円）'),
  retained: z.number().describe('持続の確認まで留め置く額（円）'),
  reason: z.enum(PAYMENT_REASONS),
  sentence: z.string().describe('支払いの理由'),
  anyway: z
    .string()
    .describe('事業がなくても見込まれる値（平均への回帰）、または要らない理由。値がなければ空'),
});

/** The register of programmes: text files without data about persons, their KPIs, reach and payment by outcome. */
export const programmesOperations = {
  'programmes.list': operation(
    'query',
    nothing,
    z.strictObject({
      programmes: z.array(entry).readonly(),
      faults: sentences.describe('使えない台帳ファイルと理由'),
    }),
  ),
  'programmes.read': operation(
    'query',
    id,
    z.strictObject({ programme: programmeSchema, faults: sentences.describe('ロジックモデルへの指摘') }),
  ),
  'programmes.check': operation(
    'query',
    z.strictObject({ programme: programmeSchema }),
    z.strictObject({ faults: sentences }),
  ),
  'programmes.save': operation('command', z.strictObject({ programme: programmeSchema }), done),
  'programmes.remove': operation('command', id, done),
  'programmes.board': operation(
    'query',
    id,
    z.strictObject({
      kpis: z
        .array(
          z.strictObject({
            id: z.string(),
            box: z.string().describe('ロジックモデルの枠のID'),
            name: z.string(),
            unit: z.string(),
            reading: z.string().describe('基準値・目標値・最新の値と状況'),
            status: z
              .enum(['achieved', 'on_track', 'behind', 'worse'])
              .nullable()
              .describe('達成・順調・遅れ・悪化。値がないか公表できないときは null'),
            anyway: z.string().describe('事業がなくても見込まれる値（平均への回帰）、または要らない理由'),
            byHand: z
              .array(handValue)
              .readonly()
              .exactOptional()
              .describe('手で入れた年度ごとの値（新しい年度から）。指標のある評価指標にはない'),
            table: releasedTable.exactOptional().describe('指標の年度ごとの値（秘匿済み）'),
            anywayTable: releasedTable
              .exactOptional()
              .describe('同じように選ばれ、事業を利用しなかった人の値（秘匿済み）'),
          }),
        )
        .readonly(),
    }),
  ),
  'programmes.reach': operation(
    'query',
    z.strictObject({ id: z.string().describe('事業のID'), year: z.int().describe('年度') }),
    z.strictObject({
      tables: z.array(releasedTable).readonly().describe('到達・継続・案内の手段・費用の表（秘匿済み）'),
      recorded: z
        .enum(['joined', 'invited', 'none'])
        .describe(
          'この事業の名簿にあるもの：参加した日、案内だけ（到達・継続の表と参加率はない）、名簿がない（案内の表もない）',
        ),
      budget: z
        .number()
        .nullable()
        .describe('この年度の事業費の記録の合計（円）。人の数ではなく、伏せない。記録がなければ null'),
      keptBack: sentences.describe('秘匿の規則により出せない表'),
    }),
  ),
  'programmes.payment': operation(
    'query',
    z.strictObject({
      id: z.string().describe('事業のID'),
      year: z.int().describe('指標の値を使う年度'),
      outcomes: z
        .array(outcome)
        .readonly()
        .describe('手で入れる値。ない指標は、契約に書かれた指標か効果検証の値を使う'),
      openStudies: z
        .literal(true)
        .exactOptional()
        .describe(
          'まだ結果を開いていない効果検証の設計を固定し、結果を計算してよい。なければ waiting に挙げる',
        ),
    }),
    z.strictObject({
      waiting: z
        .array(
          z.strictObject({
            indicator: z.string().describe('指標の名前'),
            study: z.string().describe('効果検証のID'),
            title: z.string().describe('効果検証の名前'),
          }),
        )
        .readonly()
        .describe('結果をまだ開いていないため、値を使っていない効果検証'),
      indicators: z.array(indicatorPayment).readonly(),
      variable: z.number().describe('成果に応じた額（上限のあと、円）'),
      fixed: z.number().describe('固定の額（円）'),
      total: z.number().describe('合計（円）'),
      capped: z.boolean().describe('上限に達したか'),
      expected: z
        .strictObject({
          mean: z.number(),
          percentiles: z.tuple([z.number(), z.number(), z.number()]).readonly(),
          fullPayment: z.number().nullable(),
        })
        .describe(
          '値の誤差のもとでの支払額の期待値、5・50・95パーセンタイル、満額となる割合（満額の定めがなければnull）',
        ),
    }),
  ),
} as const;
