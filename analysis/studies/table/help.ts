/** `--help` of `effect` and its designs, in Japanese, made from the option tables. */
import { COHORT_OPTIONS } from './cohort-options.ts';
import { COST_OPTIONS } from './cost-command.ts';
import { DID_OPTIONS } from './did-command.ts';
import { DOSE_OPTIONS } from './dose-command.ts';
import { ITS_OPTIONS } from './its-command.ts';
import type { OptionKind, OptionTable } from './options.ts';
import { RDD_OPTIONS } from './rdd-command.ts';
import { SURVIVAL_OPTIONS } from './survival-command.ts';
import { TRIAL_OPTIONS } from './trial-command.ts';

const TABLES: Readonly<Record<string, readonly [title: string, table: OptionTable]>> = {
  cohort: ['比較群のあるコホート（傾向スコア等）: effect', COHORT_OPTIONS],
  did: ['差の差（DiD）: effect did', DID_OPTIONS],
  its: ['分割時系列（ITS）: effect its', ITS_OPTIONS],
  rdd: ['回帰不連続（RDD）: effect rdd', RDD_OPTIONS],
  survival: ['生存時間: effect survival', SURVIVAL_OPTIONS],
  cost: ['費用（二部モデル）: effect cost', COST_OPTIONS],
  dose: ['量と反応（ポイント、歩数など）: effect dose', DOSE_OPTIONS],
  trial: ['無作為割り付け（個人・地区・ステップウェッジ・要因計画）: effect trial', TRIAL_OPTIONS],
};

const VALUE: Readonly<Record<OptionKind, string>> = {
  text: ' 値',
  list: ' 列,列,…',
  number: ' 数',
  integer: ' 整数',
  flag: '',
};

/** Whether the arguments ask for help. */
export const isHelp = (args: readonly string[]): boolean => args.includes('--help');

/** The explanation of one design. */
export function helpText(design: string): string {
  const [title, table] = TABLES[design] ?? TABLES.cohort!;
  const lines = Object.entries(table).map(([name, spec]) => {
    const choices = spec.choices === undefined ? '' : `（${spec.choices.join(' | ')}）`;
    return `  --${name}${VALUE[spec.kind]}${spec.required === true ? '【必須】' : ''}\n      ${spec.help}${choices}`;
  });
  const others =
    design === 'cohort'
      ? '\nほかのデザイン: effect did | its | rdd | survival | cost | dose | trial（それぞれ --help）'
      : '';
  return `${title}\n\n${lines.join('\n')}\n${others}`;
}
