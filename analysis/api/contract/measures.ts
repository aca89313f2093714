import { z } from 'zod';
import { done, nothing, operation } from './operation.ts';
import { releasedTable } from './statistics.ts';

const strata = z.enum(['sex', 'age', 'district']);

const measureInfo = z.strictObject({
  id: z.string().describe('指標のID'),
  name: z.string().describe('指標の名前'),
  family: z.string().describe('分野のID（own は自治体独自の指標）'),
  familyName: z.string().describe('分野の名前'),
  unit: z.string().describe('単位'),
  direction: z
    .enum(['higher_is_better', 'lower_is_better', 'neutral'])
    .describe('高いほどよい・低いほどよい・どちらでもない'),
  numerator: z.string().describe('分子を言葉で'),
  denominator: z.string().describe('分母を言葉で'),
  source: z.string().describe('定義の出典'),
  smallNumberRule: z.string().describe('人数の少ない欄の決まり'),
  periodRule: z.string().describe('期間の決まり'),
  ageRule: z.string().describe('年齢の決まり'),
  stratifications: z.array(strata).readonly().describe('集計できる区分'),
  standardisable: z.boolean().describe('年齢調整できるか'),
  caveats: z.array(z.string()).readonly().describe('注意点'),
  pooledYears: z.int().exactOptional().describe('合算する年度の数（生命表など）。単年度の指標にはない'),
  withoutIntervention: z
    .string()
    .exactOptional()
    .describe(
      '値で選ばれた人を後で見る指標に並べる、事業を利用しなかった人の同じ指標のID（何もしなくても見込まれる値。平均への回帰）',
    ),
  versions: z
    .array(
      z.strictObject({
        validFrom: z.int().describe('この定義を使う最初の年度（最初の定義は、それより前の年度にも使う）'),
        source: z.string().describe('定義の出典'),
        numerator: z.string().describe('分子を言葉で'),
        denominator: z.string().describe('分母を言葉で'),
        ageRule: z.string().describe('年齢の決まり'),
      }),
    )
    .readonly()
    .exactOptional()
    .describe(
      '年度の途中で定義が変わった自治体独自の指標の、年度ごとの定義（古い順）。変わっていなければない',
    ),
});

const choice = z.strictObject({ id: z.string(), label: z.string() });

const condition = z.discriminatedUnion('about', [
  z.strictObject({
    about: z.literal('value'),
    item: z.string().describe('検査値のID'),
    op: z.enum(['>=', '>', '<=', '<']),
    value: z.number(),
    not: z.boolean(),
  }),
  z.strictObject({
    about: z.enum(['answer', 'diagnosis', 'drug']).describe('質問票の回答、病名、薬'),
    item: z.string().describe('質問・疾病グループ・薬の分類のID'),
    not: z.boolean(),
  }),
  z.strictObject({
    about: z.enum(['care', 'examined']).describe('要介護認定、健診の受診'),
    not: z.boolean(),
  }),
]);

const age = z.int().min(0).max(120);

const ownId = z.string().regex(/^own\.[a-z0-9_.]{1,60}$/);

const ownDraft = z.strictObject({
  name: z.string().trim().min(1).max(100).describe('指標の名前'),
  source: z.string().trim().min(1).max(200).describe('定義の出典（計画の名前など）'),
  people: z.enum(['examined', 'examined_late', 'kokuho', 'kouki', 'at_end']).describe('だれについて'),
  ages: z.strictObject({ from: age, to: age.nullable() }).describe('年齢の範囲'),
  sex: z.enum(['all', '1', '2']),
  direction: z.enum(['higher_is_better', 'lower_is_better', 'neutral']),
  kind: z.enum(['share', 'mean']).describe('条件に当てはまる人の割合、または検査値の平均'),
  item: z.string().exactOptional().describe('平均を求める検査値のID'),
  join: z.enum(['all', 'any']).describe('条件のすべて、またはいずれか'),
  conditions: z.array(condition).max(8).readonly(),
});

const fault = z.strictObject({
  file: z.string().describe('ファイル名'),
  line: z.int().describe('行番号（1から。行によらないときは0）'),
  key: z.string().describe('合わない項目'),
  sentence: z.string().describe('何が合わないか'),
});

/** Measures of the catalogue, their values and comparisons. */
export const measuresOperations = {
  'measures.list': operation(
    'query',
    nothing,
    z.strictObject({
      measures: z.array(measureInfo).readonly().describe('製品の指標と、自治体独自の指標'),
      notComputed: z
        .array(
          z.strictObject({
            id: z.string().describe('指標のID'),
            name: z.string().describe('指標の名前'),
            source: z.string().describe('載っている一覧'),
            reason: z.string().describe('求められない理由'),
          }),
        )
        .readonly()
        .describe('公の一覧にあるが、この製品では求めない指標と理由'),
      ownFaults: z
        .array(fault)
        .readonly()
        .describe('ワークスペースの measures フォルダにある、使えない独自指標のファイル'),
    }),
  ),
  'measures.ownChoices': operation(
    'query',
    nothing,
    z.strictObject({
      people: z.array(choice).readonly(),
      values: z
        .array(choice.extend({ unit: z.string() }))
        .readonly()
        .describe('検査値'),
      answers: z.array(choice).readonly().describe('標準的な質問票'),
      lateAnswers: z.array(choice).readonly().describe('後期高齢者の質問票'),
      diagnoses: z.array(choice).readonly(),
      drugs: z.array(choice).readonly(),
      removable: z.array(z.string()).readonly().describe('画面から加えた指標のID'),
      editable: z
        .array(
          z.strictObject({
            id: ownId,
            draft: ownDraft,
            validFrom: z.int().exactOptional().describe('この定義を使う最初の年度。変わっていなければない'),
          }),
        )
        .readonly()
        .describe('画面で直せる指標と、その（最も新しい定義の）組み立て'),
      years: z.array(z.int()).readonly().describe('その年度から定義を変えられる年度'),
    }),
  ),
  'measures.saveOwn': operation(
    'command',
    ownDraft.extend({
      replaces: ownId.exactOptional().describe('直す指標のID。なければ新しく加える'),
      validFrom: z
        .int()
        .min(2000)
        .max(2100)
        .exactOptional()
        .describe('直した定義を使う最初の年度。前の年度は直す前の定義のまま。なければすべての年度に使う'),
    }),
    z.strictObject({
      id: z.string().describe('加えた指標のID。数え方が同じなら直す前と同じ、変われば新しいID'),
      keptFor: z
        .array(z.string())
        .readonly()
        .describe('直す前の指標を評価指標に使っているため、それを残した事業の名前'),
    }),
  ),
  'measures.removeOwn': operation('command', z.strictObject({ id: ownId }), done),
  'measures.run': operation(
    'query',
    z.strictObject({
      ids: z.array(z.string()).min(1).readonly().describe('指標のID'),
      years: z.array(z.int()).min(1).readonly().describe('年度（複数なら推移）'),
      by: z.array(strata).readonly().describe('集計する区分'),
      standardise: z.boolean().describe('年齢調整値を加えるか'),
      references: z
        .boolean()
        .exactOptional()
        .describe('県・国・同規模の値と、それに対する標準化比を加えるか'),
    }),
    z.strictObject({
      tables: z.array(releasedTable).readonly().describe('指標ごとの表（秘匿済み）'),
      references: z
        .array(releasedTable)
        .readonly()
        .exactOptional()
        .describe(
          '比較の値がある指標の、年度ごとの表：この町・同規模・県・国の値と、年齢構成をそろえた標準化比（地区別を求めたときは地区ごと）',
        ),
      referenceFaults: z
        .array(z.string())
        .readonly()
        .exactOptional()
        .describe('ワークスペースの references フォルダにある、使えない CSV ファイルと理由'),
    }),
  ),
  'measures.districts': operation(
    'query',
    z.strictObject({
      id: z.string().describe('指標のID'),
      year: z.int().describe('年度'),
      order: z
        .array(z.string())
        .readonly()
        .exactOptional()
        .describe('地区コードを困難の少ない順に並べたもの（SII・RII・集中指数に使う）'),
    }),
    z.strictObject({
      comparison: releasedTable
        .exactOptional()
        .describe('標準化比（Byar・正確法）とファンネルプロットの管理限界。割合の指標のときだけ'),
      smoothed: releasedTable
        .exactOptional()
        .describe('人数の少なさをならした標準化比（EBSMR）と95%区間。値を公表できる地区が3つ以上のとき'),
      ranks: releasedTable.exactOptional().describe('標準化比の順位と95%区間。公表できる地区が3つ以上のとき'),
      inequality: releasedTable.describe(
        '値を公表できる地区だけから求めた、ジニ係数、最大と最小の差、SII・RII・集中指数（何地区のうち何地区かを含む）',
      ),
    }),
  ),
  'measures.references': operation(
    'query',
    z.strictObject({ id: z.string().describe('指標のID'), year: z.int().describe('年度') }),
    z.strictObject({
      table: releasedTable
        .exactOptional()
        .describe('この町・同規模・県・国の値と、年齢構成をそろえた標準化比。比較の値がなければない'),
      faults: z
        .array(z.string())
        .readonly()
        .describe('ワークスペースの references フォルダにある、使えない CSV ファイルと理由'),
    }),
  ),
  'measures.trend': operation(
    'query',
    z.strictObject({
      id: z.string().describe('指標のID'),
      years: z.array(z.int()).min(2).readonly().describe('年度（3つ以上で1年当たりの変化を求める）'),
      by: z.array(strata).readonly().describe('集計する区分'),
    }),
    z.strictObject({
      values: releasedTable.describe('年度ごとの値'),
      trend: releasedTable.exactOptional().describe('1年当たりの変化と95%信頼区間'),
    }),
  ),
} as const;
