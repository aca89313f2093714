import { z } from 'zod';
import { TABLE_SCHEMAS } from '../../domain/tables/schemas.ts';
import { done, nothing, operation } from './operation.ts';
import { releasedTable } from './statistics.ts';

const approachSide = z.strictObject({
  reading: z.string().describe('数値・区間・分母を入れた一文'),
  tables: z.array(releasedTable).readonly().describe('表（秘匿済み）'),
});

const breakdown = z.enum(['sex', 'age', 'age2', 'district', 'area', 'channel']);

const ground = z.strictObject({
  basis: z.enum(['measured_here', 'literature', 'assumed']).describe('この町のデータ、文献、仮定'),
  what: z.string(),
  source: z.string().describe('表、文献、入力した場所'),
  persons: z.number().nullable().describe('測った人数'),
  interval: z.string().nullable().describe('値と95%区間、または標準誤差'),
});

const approachComparison = z.strictObject({
  factor: z.string().describe('リスク因子のID'),
  factorName: z.string().describe('リスク因子の名前'),
  unit: z.string().describe('単位'),
  population: approachSide.describe('ポピュレーションアプローチ'),
  highRisk: approachSide.describe('ハイリスクアプローチ'),
  sideBySide: approachSide.describe('同じものさしに並べた表'),
  evidence: z
    .array(
      z.strictObject({
        statement: z.string(),
        basis: z.enum(['measured_here', 'assumed']).describe('この自治体のデータによるか、仮定か'),
      }),
    )
    .readonly(),
  grounds: z
    .array(
      z.strictObject({
        id: z.string().describe('表と列のID'),
        label: z.string(),
        side: z.enum(['population', 'high_risk']),
        grounds: z.array(ground).readonly(),
      }),
    )
    .readonly()
    .describe('並べた表の数字のそれぞれが何に基づくか'),
  missed: z.string().describe('保健指導が届いていないのはどんな人か（内訳を求めたとき。求めなければ空）'),
  coarser: z
    .array(breakdown)
    .readonly()
    .describe('数字の多くが秘匿となる内訳の代わりに出せる、大きな区分の内訳'),
});

const band = z.strictObject({
  estimate: z.number(),
  lower: z.number().describe('95%区間の下限'),
  upper: z.number().describe('95%区間の上限'),
});

const side = z.strictObject({
  meanChange: band.describe('全体の平均の変化（因子の単位）'),
  units: band.describe('千人当たりの改善量（因子の単位・人）'),
  unitsPerMillionYen: band.nullable().describe('百万円当たりの改善量'),
  tiers: z
    .array(
      z.strictObject({
        tier: z.number().describe('段階の値'),
        before: band.describe('いまの割合（0〜1）'),
        after: band.describe('計画のあとの割合（0〜1）'),
        change: band.describe('割合の変化（あと − いま。同じ人の分布から出すので、幅は前後の幅より狭い）'),
      }),
    )
    .readonly(),
  events: z
    .array(
      z.strictObject({
        outcome: z.string().describe('発症の種類'),
        per1000: band.describe('千人・年当たりに防げる数'),
        perMillionYen: band.nullable().describe('百万円当たりに防げる数'),
      }),
    )
    .readonly(),
  reachedPer1000: z.number().describe('千人当たりの新たに届く人数'),
  yenPer1000: z.number().nullable().describe('千人当たりの費用（円）'),
});

const whatIfRow = z.strictObject({
  id: z.string(),
  label: z.string().describe('数字の名前と単位'),
  decimals: z.int(),
  now: band.nullable().describe('いまの値（計画のあとを表す行だけ）'),
  population: band.nullable(),
  highRisk: band.nullable(),
  grounds: z
    .strictObject({ population: z.array(ground).readonly(), highRisk: z.array(ground).readonly() })
    .describe('それぞれの側の数字が何に基づくか'),
});

const share = z.number().min(0).max(1);

/** Population approach beside high-risk approach. */
export const approachesOperations = {
  'approaches.compare': operation(
    'query',
    z.strictObject({
      factor: z.string().describe('リスク因子のID（sbp、hba1c、bmi、ldl など）'),
      from: z.int().describe('前の年度'),
      to: z.int().describe('後の年度'),
      by: z
        .enum([...breakdown.options, 'none'])
        .exactOptional()
        .describe(
          '保健指導の流れの内訳（sex 性、age 年齢、age2 年齢2区分、district 地区、area 大きな地区、channel 案内の手段）。none は内訳なし（approaches.cascade で後から出す）。なければ、大きな区分の2つを除くすべて',
        ),
    }),
    approachComparison,
  ),
  'approaches.cascade': operation(
    'query',
    z.strictObject({
      from: z.int().describe('前の年度'),
      to: z.int().describe('後の年度'),
      by: breakdown.describe('保健指導の流れの内訳'),
    }),
    z.strictObject({
      tables: z.array(releasedTable).readonly().describe('内訳の表（秘匿済み）。出せなければ空'),
      note: z.string().describe('出せない表とその理由。なければ空'),
      reading: z.string().describe('保健指導が届いていないのはどんな人か、一文で。案内の手段別では空'),
      coarser: breakdown.nullable().describe('数字の多くが秘匿となるとき、代わりに出せる大きな区分の内訳'),
    }),
  ),
  'approaches.whatIf': operation(
    'query',
    z.strictObject({
      factor: z.string().describe('リスク因子のID'),
      year: z.int().describe('分布を使う年度'),
      shift: z.number().describe('全員の値の移動（因子の単位、下がるときは負）'),
      shiftError: z.number().min(0).exactOptional().describe('全員の値の移動の標準誤差'),
      tail: z.strictObject({
        share: share.describe('対象とする高い側の割合（0.05 = 上位5%）'),
        reachFrom: share.describe('いまの到達率'),
        reachTo: share.describe('計画の到達率'),
        effect: z.number().describe('届いた人1人の変化（因子の単位、下がるときは負）'),
        effectError: z.number().min(0).exactOptional().describe('その標準誤差'),
      }),
      yenPerResident: z.number().min(0).exactOptional().describe('住民1人当たりの費用（集団全体）'),
      yenPerReached: z.number().min(0).exactOptional().describe('届いた人1人当たりの費用（高リスク）'),
    }),
    z.strictObject({
      factorName: z.string(),
      unit: z.string(),
      persons: z.number().describe('もとにした、公表できる分布の人数'),
      population: side,
      highRisk: side,
      equivalentShift: band.describe('高リスク側の計画と同じだけ防ぐ、全員の値の移動（δ*）'),
      rows: z.array(whatIfRow).readonly().describe('画面に並べる数字のすべて（順番も同じ）'),
      curve: z
        .array(
          z.strictObject({
            label: z.string(),
            now: z.number(),
            population: z.number(),
            highRisk: z.number(),
          }),
        )
        .readonly()
        .describe('区間ごとの割合（%）：いま、集団全体の移動のあと、高リスクの計画のあと'),
      reading: z.string().describe('結果を一文で'),
      assumptions: z.array(z.string()).readonly().describe('試算の仮定と出典'),
    }),
  ),
  'approaches.risks': operation(
    'query',
    nothing,
    z.strictObject({
      risks: TABLE_SCHEMAS.relative_risks.describe('因子ごとの相対リスクと出典（自治体が入力した値）'),
      own: z.boolean().describe('この自治体が入力した値か'),
    }),
  ),
  'approaches.saveRisks': operation(
    'command',
    z.strictObject({ risks: TABLE_SCHEMAS.relative_risks.describe('因子ごとの相対リスクと出典') }),
    done,
  ),
} as const;
