import type { StudyDefinition } from './definition.ts';
import { SHOW } from './r-code/columns.ts';
import { differencesLines, discontinuityLines, seriesLines } from './r-code/panels.ts';
import { doseLines, randomisedLines } from './r-code/regressions.ts';
import { cohortLines, survivalLines } from './r-code/weighted.ts';

/**
 * An R script that repeats the main estimate on a table of the same shape, with base R and the packages sandwich,
 * survival, MASS and rdrobust only. It holds names of columns and settings of the study file, no data.
 */
export function studyCode(study: StudyDefinition): string {
  const lines = [
    `# ${inComment(study.title)}`,
    `# 研究計画 ${study.id}（${study.format}）を R で再現する手順。データは含みません。`,
    `# data.csv（UTF-8、空欄は NA）：${ROWS[study.design]}`,
    '# 変数の意味は研究計画ファイルのとおり。2値の結果は0か100。estimate は推定値、se は標準誤差',
    'd <- read.csv("data.csv", fileEncoding = "UTF-8")',
    SHOW,
    ...linesOf(study),
  ];
  return `${lines.join('\n')}\n`;
}

/** A title of two lines must not become a line of code. */
const inComment = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ');

const PERSON_ROWS =
  '1行が1人1年度、人と年度の順。列は person, 調整項目（基準時の値）, 結果_after（結果の値）';

const ROWS: Readonly<Record<StudyDefinition['design'], string>> = {
  cohort_with_comparison: `${PERSON_ROWS}, exposed（参加1・非参加0）`,
  before_after_with_comparison: '1行が1人1年度。列は person, year, start（始めた年度、なければ空欄）, 結果',
  interrupted_time_series:
    '1行が1か月、月の順。列は month（1から）, events（件数）, persons（人口）, level（開始前0・開始後1・移行期間は空欄）',
  regression_discontinuity: `${PERSON_ROWS}, 結果_before（基準時の値）, running（基準値で判定する値）, exposed`,
  randomised: `${PERSON_ROWS}, exposed（割り付けあり1・なし0）, arm（群）, district（地区）, trial_year（年度）`,
  time_to_event:
    '1行が1人の追跡。列は person, 調整項目, exposed, time（開始日からの月。比較する人が後から始めたらその日まで）, cause（0 打ち切り・1 発生・2 死亡）',
  dose_response: `${PERSON_ROWS}, dose（量の平均）`,
};

function linesOf(study: StudyDefinition): string[] {
  switch (study.design) {
    case 'cohort_with_comparison':
      return cohortLines(study);
    case 'before_after_with_comparison':
      return differencesLines(study);
    case 'interrupted_time_series':
      return seriesLines(study);
    case 'regression_discontinuity':
      return discontinuityLines(study);
    case 'randomised':
      return randomisedLines(study);
    case 'time_to_event':
      return survivalLines(study);
    default:
      return doseLines(study);
  }
}
