import { z } from 'zod';
import { operations } from '../../analysis/api/contract/operations.ts';
import { UserIssue } from '../../analysis/domain/issue.ts';

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
  approaches: operations['approaches.compare'].output,
  'study list': operations['studies.list'].output,
  'study run': operations['studies.run'].output,
  releases: operations['releases.list'].output.extend({
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
