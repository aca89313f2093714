import { z } from 'zod';
import { done, grade, nothing, operation } from './operation.ts';
import { releasedBalance, releasedEffect, releasedFlow, releasedTable } from './statistics.ts';

const studyInfo = z.strictObject({
  id: z.string().describe('研究の ID（study run に書く名前）'),
  title: z.string().describe('題名'),
  question: z.string().describe('問い'),
  programme: z.string().describe('事業の名前'),
  design: z.string().describe('研究の設計の名前'),
  outcomes: z.array(z.string()).readonly().describe('結果の名前'),
  units: z
    .array(z.string())
    .readonly()
    .describe('結果の単位（結果の順）。結果を見るまで決まらない設計では空'),
});

const studyCheck = z.strictObject({
  id: z.string().describe('点検の記号。版が変わっても同じ意味で使います。'),
  label: z.string().describe('何を確かめたか'),
  verdict: grade.describe('good 良、caution 注意、bad 不可'),
  explanation: z.string().describe('確かめた結果'),
  action: z.string().describe('どうすればよいか。良のときは空'),
});

const labelled = z.strictObject({ label: z.string(), text: z.string() });

/** A question that a study file could be made for, and what the workspace lacks for it. */
const studyOffer = z.strictObject({
  id: z.string().describe('ひな形の ID'),
  kind: z.string().describe('事業の種類'),
  question: z.string().describe('問い'),
  design: z.string().describe('研究の設計の名前'),
  missing: z.array(z.string()).readonly().describe('始めるのに足りないもの。始められるときは空'),
});

/** Where a study stands between design and result; every later step needs the one before. */
const studyStage = z.enum(['draft', 'locked', 'diagnosed', 'opened']);

const studyLock = z.strictObject({
  hash: z.string().describe('研究計画の要約値'),
  lockedAt: z.string().describe('確定した時刻（ISO 8601）。確定する前は空'),
  changedSince: z.boolean().describe('確定した後に計画が変わったか'),
  stage: studyStage.describe(
    'draft 下書き、locked 計画の確定後、diagnosed 診断の後、opened 結果を見た後（人が進めたところまで）',
  ),
  changedAfterOutcomes: z.boolean().describe('前の版の結果を見た後に変えて確定したか'),
  openedUnattended: z.boolean().describe('人が診断を読む前に、報告書か支払いの計算のために結果が開かれたか'),
  changes: z
    .array(z.strictObject({ key: z.string(), before: z.string(), after: z.string() }))
    .readonly()
    .describe('最初に確定した版と違う設定'),
});

const planned = {
  study: studyInfo,
  lock: studyLock,
  targetTrial: z
    .array(z.strictObject({ item: z.string(), text: z.string() }))
    .readonly()
    .describe('まねる試験（対象者・開始日・比べる群・結果）'),
  settings: z.string().describe('研究計画ファイル（YAML）。データは入りません。'),
  formula: z.array(z.string()).readonly().describe('推定の式と出典'),
  code: z.string().describe('主な推定を同じ形の表で再現する R の手順。データは入りません。'),
};

const studyDesign = z.strictObject({ ...planned, method: z.string().describe('推定の方法と出典') });

const diagnosed = {
  ...planned,
  checks: z.array(studyCheck).readonly().describe('点検の結果'),
  flow: releasedFlow.describe('対象者の絞り込み（秘匿処理の後の人数）'),
  balance: releasedBalance.exactOptional().describe('背景のそろい方。重みづけをしない設計にはありません。'),
  overlap: releasedTable.exactOptional().describe('傾向スコアの重なり。重みづけをしない設計にはありません。'),
  power: z
    .array(
      z.strictObject({
        outcome: z.string().describe('結果の ID'),
        label: z.string().describe('結果の名前'),
        unit: z.string().describe('単位'),
        decimals: z.number().describe('表示の小数の桁数'),
        detectable: z.number().describe('80％の確率で見つけられる最小の差'),
        important: z.number().describe('前もって決めた意味のある差'),
      }),
    )
    .readonly()
    .describe('結果を見る前に計算した検出力'),
};

const studyDiagnosis = z.strictObject(diagnosed);

const effectSet = z.strictObject({
  id: z.string().describe('組の記号'),
  kind: z
    .enum(['sensitivity', 'subgroup', 'event_study', 'dose', 'placebo'])
    .describe('sensitivity 感度分析、subgroup 部分集団、event_study 開始からの年、dose 量、placebo 偽の基準'),
  title: z.string().describe('題名'),
  reading: z.string().describe('読み方'),
  effects: z.array(releasedEffect).readonly().describe('推定（秘匿処理の後）'),
});

const studyFigure = z.strictObject({
  kind: z
    .enum(['series', 'discontinuity', 'survival'])
    .describe('series 月ごとの推移、discontinuity 基準値の前後、survival 生存曲線'),
  title: z.string().describe('題名'),
  table: releasedTable.describe('図と同じ数の表（秘匿処理の後）'),
});

const studyResult = z.strictObject({
  ...diagnosed,
  evidenceLevel: z
    .enum(['1', '2a', '2b', '3', '4'])
    .describe('根拠の水準。設計と点検から決まり、1 が最も強い'),
  effects: z.array(releasedEffect).readonly().describe('主な推定（秘匿処理の後）'),
  alternatives: z.array(releasedEffect).readonly().describe('比べるための別の推定と単純な比較'),
  sets: z.array(effectSet).readonly().describe('並べて読む推定：感度分析、部分集団、年、量'),
  figures: z.array(studyFigure).readonly().describe('図の数'),
  bounds: z.array(labelled).readonly().describe('結論が変わる条件'),
  reading: z.array(z.string()).readonly().describe('文章での読み方'),
});

const studyPictures = z.strictObject({
  pictures: z.array(z.strictObject({ name: z.string(), title: z.string(), svg: z.string() })).readonly(),
});

const studyFault = z.strictObject({
  line: z.number().describe('行（ファイルの先頭を 1 とする）'),
  key: z.string().describe('設定の名前'),
  reason: z.string().describe('誤りの記号'),
  hint: z.string().describe('書けるもの'),
  sentence: z.string().describe('日本語の説明'),
});

const byId = z.strictObject({ id: z.string() });
const byText = z.strictObject({ text: z.string().max(200_000) });

/** Effect studies: design → lock → diagnostics → only then outcomes. */
export const studiesOperations = {
  'studies.list': operation(
    'query',
    nothing,
    z.strictObject({
      studies: z.array(studyInfo).readonly().describe('この作業フォルダーの研究'),
      offers: z.array(studyOffer).readonly().describe('ほかのひな形'),
    }),
  ),
  'studies.design': operation('query', byId, studyDesign),
  'studies.lock': operation('command', byId, studyLock),
  /** Refused before the lock. */
  'studies.diagnose': operation('job', byId, studyDiagnosis),
  /** Refused before the diagnostics were made. */
  'studies.run': operation('job', byId, studyResult),
  /** Pictures of a result that was opened, drawn from its released numbers. */
  'studies.figures': operation('job', byId, studyPictures),
  /** Every fault of a study file, with its line and key. */
  'studies.check': operation(
    'query',
    byText,
    z.strictObject({ faults: z.array(studyFault).readonly(), design: studyDesign.exactOptional() }),
  ),
  /** Puts a study file among the studies of the workspace, or replaces the one of the same id. */
  'studies.save': operation('command', byText, byId),
  'studies.remove': operation('command', byId, done),
} as const;
