import { z } from 'zod';
import { operations } from '../../analysis/api/contract/operations.ts';
import { UserIssue } from '../../analysis/domain/issue.ts';

/** What any verb prints with `--json` when it fails and nothing was printed yet. */
export const failureSchema = z.strictObject({
  issue: z.strictObject({
    code: z.string().describe('失敗の記号（分野.名前）。版が変わっても同じ意味で使います。'),
    exit: z
      .union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)])
      .describe('終了コード。1 不具合、2 使い方、3 入力、4 秘匿のため拒否'),
    sentence: z.string().describe('日本語の説明。ファイルの中の値は入りません。'),
  }),
});

export type Failure = z.infer<typeof failureSchema>;

/** What verbs print with `--json`; an action follows its verb after a space. */
const OUTPUTS: Readonly<Record<string, z.ZodType>> = {
  import: operations['import.run'].output,
  'batches list': operations['import.history'].output.extend({
    quarantine: operations['import.quarantine'].output.shape.batches.describe(
      '取込ごとの保留の行。値は入りません。',
    ),
  }),
  'batches undo': operations['import.history'].output,
  'batches rerun': operations['import.rerun'].output,
  quality: operations['quality.report'].output,
  'measures list': operations['measures.list'].output,
  'measures run': operations['measures.run'].output,
  'measures districts': operations['measures.districts'].output,
  'measures references': operations['measures.references'].output,
  'measures trend': operations['measures.trend'].output,
  approaches: operations['approaches.compare'].output,
  'study list': operations['studies.list'].output,
  'study check': operations['studies.check'].output,
  'study design': operations['studies.design'].output,
  'study lock': operations['studies.design'].output,
  'study diagnose': operations['studies.diagnose'].output,
  'study run': operations['studies.run'].output,
  failure: failureSchema,
  report: z.strictObject({
    files: z
      .array(z.strictObject({ name: z.string(), path: z.string(), sha256: z.string() }))
      .describe('書き出したファイル。sha256 は公開記録に残るものと同じです。'),
  }),
  sample: z.strictObject({
    out: z.string(),
    people: z.int(),
    firstFiscalYear: z.int(),
    lastFiscalYear: z.int(),
    files: z.array(z.strictObject({ path: z.string(), bytes: z.int() })),
    bytes: z.int(),
  }),
  serve: z.strictObject({ url: z.string(), port: z.int() }),
  releases: operations['releases.list'].output.extend({
    requests: operations['releases.requests'].output.shape.requests.describe(
      '二人での公開で、署名または承認を待っている書き出し',
    ),
    verification: operations['releases.verify'].output
      .exactOptional()
      .describe('--verify のときだけ。記録に改ざんがないかどうか'),
  }),
};

/** Names under which `ebpm help … --json` knows an output. */
export const documentedOutputs: readonly string[] = Object.keys(OUTPUTS);

/**
 * JSON Schema (draft 2020-12) of what a verb prints with `--json`.
 *
 * @throws UserIssue (usage) `shell.no_schema` for a verb whose output has none
 */
export function outputSchema(words: readonly string[]): object {
  const name = words.join(' ');
  const schema = Object.hasOwn(OUTPUTS, name) ? OUTPUTS[name] : undefined;
  if (!schema) throw new UserIssue('usage', 'shell.no_schema', { verbs: documentedOutputs.join(' / ') });
  return z.toJSONSchema(schema, { io: 'output', reused: 'inline' });
}
