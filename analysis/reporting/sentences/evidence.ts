import type { EvidenceLevel } from '../inputs.ts';

/**
 * What may be said at each level of evidence (1 RCT, 2a quasi-experiment, 2b propensity score, matching or
 * regression, 3 before–after or cross-section, 4 description). Levels are never raised by the wording.
 */
export interface EvidenceWording {
  readonly label: string;
  readonly meaning: string;
  /** Whether a causal verb may be used. */
  readonly causal: boolean;
}

export const evidenceWordings: Readonly<Record<EvidenceLevel, EvidenceWording>> = {
  '1': {
    label: 'エビデンスレベル 1（無作為化比較試験）',
    meaning: '参加をくじ引きで決めて比べたため、差は事業の効果と考えられます。',
    causal: true,
  },
  '2a': {
    label: 'エビデンスレベル 2a（準実験：差の差、回帰不連続など）',
    meaning: '偶然に近い決まり方を使って比べたため、前提が成り立てば差は事業の効果と考えられます。',
    causal: true,
  },
  '2b': {
    label: 'エビデンスレベル 2b（傾向スコア・マッチング・重回帰）',
    meaning: '測定した背景の違いをそろえて比べました。測っていない違い（意欲など）の影響は残ります。',
    causal: false,
  },
  '3': {
    label: 'エビデンスレベル 3（前後比較・横断比較）',
    meaning: '比べる相手がないか、背景をそろえていません。差を事業の効果とは言えません。',
    causal: false,
  },
  '4': {
    label: 'エビデンスレベル 4（記述・専門家の意見）',
    meaning: '様子を述べたものです。事業の効果を示すものではありません。',
    causal: false,
  },
};

/** Strongest first. */
export const evidenceLevels: readonly EvidenceLevel[] = ['1', '2a', '2b', '3', '4'];

/** Words that claim a cause; none may appear where the level does not allow it. */
export const causalPattern =
  /効果があ(?:り|っ|る)|(?:により|によって|のおかげで|の効果で|の結果)[^。]{0,40}(?:下が|上が|減|増|改善|低下|延び|伸び|良くな)|もたらし|引き下げ|引き上げ|押し上げ|改善させ|減らし(?:た|まし)|下げ(?:た|まし)|効果と考えられます/;
