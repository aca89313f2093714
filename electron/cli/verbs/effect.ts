import { sentenceOf } from '../../../analysis/messages/index.ts';
import { effectCommand } from '../../../analysis/studies/table/command.ts';
import type { Warning } from '../../../analysis/studies/table/result.ts';
import type { Io } from '../io.ts';
import { effectText } from '../text/effect.ts';

/**
 * `effect …` reads its own arguments, which differ by design; the shell only prints the result.
 * The estimate rests on a table that the user gave and holds aggregates only.
 */
export async function effect(argv: readonly string[], io: Io): Promise<void> {
  const json = argv.includes('--json');
  const result = await effectCommand(
    argv.filter((argument) => argument !== '--json'),
    io.signal,
  );
  if (result.design === 'help') io.out(`${String(result.text).trimEnd()}\n`);
  else io.out(json ? `${JSON.stringify(withSentences(result), undefined, 2)}\n` : `${effectText(result)}\n`);
}

/** Every warning with its Japanese sentence beside the code. */
function withSentences<T extends { readonly warnings: readonly Warning[] }>(result: T): unknown {
  return { ...result, warnings: result.warnings.map((w) => ({ ...w, message: sentenceOf(w) })) };
}
