import { z } from 'zod';
import { done, nothing, operation } from './operation.ts';

const importIssue = z.strictObject({
  code: z.string().describe('指摘の記号（分野.名前）。版が変わっても同じ意味で使います。'),
  severity: z.enum(['error', 'warning', 'info']).describe('error 誤り、warning 注意、info お知らせ'),
  column: z.string().exactOptional().describe('列の見出し（XML では標準様式の中の場所）。値は入りません。'),
  firstLine: z
    .int()
    .exactOptional()
    .describe('最初に見つかった行（ファイルの先頭を 1 とする。XML では何件目の文書か）'),
  count: z.int().describe('件数'),
  sentence: z.string().describe('日本語の説明。値は入りません。'),
});

const importedFile = z.strictObject({
  name: z.string().describe('ファイルの名前。ZIP やブックの中の表は「名前/中の名前」'),
  layout: z.string().describe('様式の ID。取り込まなかったものは空'),
  layoutName: z.string().describe('様式の名前'),
  encoding: z.string().describe('文字コード'),
  evidence: z.array(z.string()).readonly().describe('その様式・文字コードと見分けた根拠'),
  status: z
    .enum(['loaded', 'refused', 'already_loaded'])
    .describe('loaded 取り込んだ、refused 取り込めない、already_loaded 同じ中身が取込済み'),
  batchId: z.int().exactOptional().describe('取込番号。取り消しや置き換えに使います。'),
  sameAs: z
    .string()
    .exactOptional()
    .describe('already_loaded のとき、同じ中身を取り込んだときのファイルの名前'),
  rowsRead: z.int().describe('読んだ行（レセプトは件、XML は文書の数）'),
  rowsLoaded: z.int().describe('取り込んだ行'),
  rowsQuarantined: z.int().describe('使えないため取り分けた行（保留）'),
  issues: z.array(importIssue).readonly().describe('指摘。重いものから'),
});

const linkageRow = z.strictObject({
  source: z.string().describe('データの種類'),
  fiscalYear: z.int().exactOptional().describe('年度（始まる年の西暦）。分けられないものは無し'),
  records: z.int().describe('記録の件数'),
  linked: z.int().describe('人に結びついた記録の件数'),
  reasons: z
    .array(
      z.strictObject({
        reason: z.string().describe('結びつかなかった理由の記号'),
        count: z.int().describe('件数'),
        remedy: z.string().describe('どうすればよいか'),
      }),
    )
    .readonly()
    .describe('結びつかなかった理由。その種類の最後の年度の行にまとめて入ります。'),
});

const importReport = z
  .strictObject({
    files: z.array(importedFile).readonly().describe('ファイルごとの結果。名前の順'),
    linkage: z.array(linkageRow).readonly().describe('人への結びつき（データの種類と年度ごと）'),
    totals: z
      .strictObject({ rowsRead: z.int(), rowsLoaded: z.int(), rowsQuarantined: z.int() })
      .describe('全ファイルの合計'),
  })
  .describe(
    'コマンドの終了コードは、すべてのファイルを取り込んだとき 0（使えない行を保留にしても 0）、取り込めないファイルか取込済みのファイルがあったとき 3（ほかは取り込んでいます）。1つも取り込めなかったときは、この形でなく failure の形で理由を1つ返し、何も変わりません。',
  );

const encoding = z.enum(['utf-8', 'cp932', 'euc-jp', 'utf-16le', 'utf-16be']);

/** What the user decided about one table. */
const choice = z.strictObject({
  encoding: encoding.exactOptional(),
  layout: z.string().exactOptional(),
  /** Column label → field id; an empty id: not used. */
  columns: z.record(z.string(), z.string()).exactOptional(),
});
const choices = z.record(z.string(), choice);

const recognisedColumn = z.strictObject({
  heading: z.string(),
  /** Shape of the values with every digit as 9 and every letter as A; never a value. */
  pattern: z.string(),
  filled: z.int(),
  field: z.string().exactOptional(),
  fieldLabel: z.string().exactOptional(),
  reason: z.string(),
  suggestions: z
    .array(z.strictObject({ field: z.string(), label: z.string(), reason: z.string() }))
    .readonly(),
});

/** How a file differs from the one a recipe was made from. */
const recipeChange = z.strictObject({
  added: z.array(z.string()).readonly(),
  removed: z.array(z.string()).readonly(),
  renamed: z.array(z.strictObject({ from: z.string(), to: z.string() })).readonly(),
  reordered: z.boolean(),
  shapes: z.array(z.strictObject({ heading: z.string(), from: z.string(), to: z.string() })).readonly(),
  codes: z.array(z.strictObject({ heading: z.string(), added: z.array(z.string()).readonly() })).readonly(),
});

const recognisedFile = z.strictObject({
  token: z.string(),
  name: z.string(),
  layout: z.string().exactOptional(),
  layoutName: z.string(),
  encoding: z.string(),
  encodingId: encoding.exactOptional(),
  evidence: z.array(z.string()).readonly(),
  columns: z.array(recognisedColumn).readonly(),
  /** The meaning of its columns can be chosen. */
  mappable: z.boolean(),
  /** Bytes that the encoding cannot decode, among the first rows, and the first line with one. */
  undecodable: z.int(),
  undecodableLine: z.int().exactOptional(),
  /** Required fields that no column feeds. */
  missing: z.array(z.string()).readonly(),
  recipe: z.string().exactOptional(),
  change: recipeChange.exactOptional(),
  issue: importIssue.exactOptional(),
});

const layout = z.strictObject({
  id: z.string(),
  name: z.string(),
  table: z.string(),
  fields: z
    .array(
      z.strictObject({
        id: z.string(),
        label: z.string(),
        required: z.boolean(),
        kind: z.string(),
        identity: z.boolean(),
      }),
    )
    .readonly(),
});

const batch = z.strictObject({
  batchId: z.int(),
  fileName: z.string(),
  layoutName: z.string(),
  importedAt: z.string(),
  rowsRead: z.int(),
  rowsLoaded: z.int(),
  rowsQuarantined: z.int(),
  /** Batch whose set-aside rows these are. */
  rerunOf: z.int().exactOptional(),
});

const quarantined = z.strictObject({
  batchId: z.int(),
  fileName: z.string(),
  layoutName: z.string(),
  /** Rows kept in the vault. */
  rows: z.int(),
  /** The meaning of their columns can be chosen for another try. */
  mappable: z.boolean(),
  reasons: z
    .array(z.strictObject({ code: z.string(), sentence: z.string(), count: z.int(), firstLine: z.int() }))
    .readonly(),
});

const recipe = z.strictObject({
  name: z.string(),
  layout: z.string(),
  layoutName: z.string(),
  columns: z.int(),
  /** The whole recipe: headings and the fields they mean, no data. */
  text: z.string(),
});

const recipeName = z.string().min(1).max(80);

/** Files on their way into the workspace. */
export const importOperations = {
  'import.layouts': operation('query', nothing, z.strictObject({ layouts: z.array(layout).readonly() })),
  'import.recognise': operation(
    'job',
    z.strictObject({
      files: z.array(z.string()).readonly(),
      choices: choices.exactOptional(),
      /** Batch whose set-aside rows are looked at as well; they come without a token. */
      batchId: z.int().exactOptional(),
    }),
    z.strictObject({ files: z.array(recognisedFile).readonly() }),
  ),
  'import.run': operation(
    'job',
    z.strictObject({
      files: z.array(z.string()).readonly(),
      /** Layout ids by file name, in place of what would be recognised. */
      layouts: z.record(z.string(), z.string()).exactOptional(),
      choices: choices.exactOptional(),
      /** Text of a recipe: headings and the fields they mean, no data. */
      recipe: z.string().max(200_000).exactOptional(),
      /** What to do with rows that cannot be used: set them aside (the default), or stop the whole import. */
      onFault: z.enum(['quarantine', 'abort']).exactOptional(),
      /** Batch whose place the files take. */
      replaces: z.int().exactOptional(),
    }),
    importReport,
  ),
  'import.history': operation('query', nothing, z.strictObject({ batches: z.array(batch).readonly() })),
  'import.undo': operation('command', z.strictObject({ batchId: z.int() }), done),
  'import.quarantine': operation(
    'query',
    nothing,
    z.strictObject({ batches: z.array(quarantined).readonly() }),
  ),
  /** Tries set-aside rows once more; the file is not needed. */
  'import.rerun': operation(
    'job',
    z.strictObject({
      batchId: z.int(),
      /** Meaning of the columns for this one try, as chosen or as the text of a recipe states it. */
      choice: choice.exactOptional(),
      recipe: z.string().max(200_000).exactOptional(),
    }),
    importReport,
  ),
  'import.recipes': operation('query', nothing, z.strictObject({ recipes: z.array(recipe).readonly() })),
  /** Saves how one table of a picked file is read. */
  'import.saveRecipe': operation(
    'command',
    z.strictObject({ file: z.string(), table: z.string(), name: recipeName, choice }),
    z.strictObject({ name: z.string() }),
  ),
  'import.addRecipe': operation(
    'command',
    z.strictObject({ text: z.string().max(200_000) }),
    z.strictObject({ name: z.string() }),
  ),
  'import.deleteRecipe': operation('command', z.strictObject({ name: recipeName }), done),
  /** A file token with which the host saves the recipe. */
  'import.exportRecipe': operation(
    'query',
    z.strictObject({ name: recipeName }),
    z.strictObject({ token: z.string(), name: z.string() }),
  ),
} as const;
