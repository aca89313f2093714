import { aboutZero } from '../../domain/hidden-zero.ts';
import type { ReleasedTable, ReleaseRecord } from '../../domain/statistic.ts';
import { normaliseHex } from '../figures/palette.ts';
import { formatDate, formatFiscalYear } from '../format.ts';
import type { ReportInputs } from '../inputs.ts';
import type { Block, DefinitionNote, Provenance, ReportDocument } from '../model.ts';
import type { Released } from '../released.ts';
import { sharedLines } from '../select.ts';

export interface Draft {
  readonly template: string;
  readonly title: string;
  readonly subtitle: string;
  readonly shape: ReportDocument['shape'];
  readonly compact?: boolean;
  readonly blocks: readonly Block[];
}

/** Turns a template's blocks into a document with provenance for every released statistic it uses. */
export function finish(inputs: ReportInputs, draft: Draft): ReportDocument {
  const { workspace } = inputs;
  return {
    ...draft,
    compact: draft.compact ?? false,
    municipality: workspace.municipality,
    fiscalYear: formatFiscalYear(workspace.year, workspace.calendar),
    date: workspace.date.slice(0, 10),
    calendar: workspace.calendar,
    accent: normaliseHex(workspace.accent),
    ...(workspace.issuer === undefined ? {} : { issuer: workspace.issuer }),
    ...(workspace.logo === undefined ? {} : { logo: workspace.logo }),
    provenance: provenanceOf(inputs, releasedIn(draft.blocks)),
  };
}

/** Every released statistic that a block prints or refers to, in order of first use. */
export function releasedIn(blocks: readonly object[]): readonly Released<unknown>[] {
  const found = new Set<Released<unknown>>();
  const walk = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return;
    if (isReleasedShape(value)) {
      found.add(value);
      return;
    }
    for (const child of Object.values(value)) walk(child);
  };
  walk(blocks);
  return [...found];
}

/** Cells of released statistics that are hidden, by reason. */
export function hiddenIn(used: readonly Released<unknown>[]): ReleaseRecord['hidden'] {
  const sum = (reason: keyof ReleaseRecord['hidden']) =>
    used.reduce((total, { release }) => total + release.hidden[reason], 0);
  return { primary: sum('primary'), secondary: sum('secondary'), other: sum('other') };
}

function isReleasedShape(value: object): value is Released<unknown> {
  return 'release' in value && 'statistic' in value;
}

function provenanceOf(inputs: ReportInputs, used: readonly Released<unknown>[]): Provenance {
  const unique = (values: readonly string[]): readonly string[] => [...new Set(values)];
  const releases = used.map(({ release }) => release);
  const { workspaceHash } = inputs.provenance;
  return {
    appVersion: inputs.provenance.appVersion,
    ruleVersion: unique(releases.map(({ ruleVersion }) => ruleVersion)).join('、'),
    threshold: Math.max(0, ...releases.map(({ threshold }) => threshold)),
    releaseIds: unique(releases.map(({ releaseId }) => releaseId)),
    sourceHashes: unique(releases.map(({ sourceHash }) => sourceHash)),
    ...(workspaceHash === undefined ? {} : { workspaceHash }),
    definitions: definitionsOf(inputs),
    sources: inputs.provenance.sources,
    synthetic: inputs.workspace.synthetic,
  };
}

function definitionsOf(inputs: ReportInputs): readonly DefinitionNote[] {
  return [...inputs.measures.map(definitionNote), ...(inputs.provenance.definitions ?? [])];
}

/** A measure's definition as a report prints it. */
export function definitionNote({
  name,
  numerator,
  denominator,
  periodRule,
  ageRule,
  source,
  caveats,
}: DefinedMeasure): DefinitionNote {
  const method = [periodRule, ageRule].filter((text) => text !== '').join('　');
  return { term: name, numerator, denominator, method, source, caveat: caveats.join('　') };
}

type DefinedMeasure = Pick<
  ReportInputs['measures'][number],
  'name' | 'numerator' | 'denominator' | 'periodRule' | 'ageRule' | 'source' | 'caveats'
>;

export function definitionsTable(inputs: ReportInputs): Block {
  return {
    kind: 'textTable',
    id: 'definitions',
    caption: '指標の定義',
    head: ['指標', '分子', '分母', '期間・年齢の決まり', '出典'],
    widths: [1.5, 2.5, 2.5, 2, 2],
    rows: definitionsOf(inputs).map((note) => [
      [note.term],
      [note.numerator],
      [note.denominator],
      [note.method],
      [note.source],
    ]),
  };
}

/** How numbers were released, as a method block. */
export function disclosureMethod(inputs: ReportInputs, used: readonly Released<unknown>[]): Block {
  const { threshold, ruleVersion } = provenanceOf(inputs, used);
  return {
    kind: 'method',
    title: '数値の公表のしかた（秘匿）',
    items: [
      [
        `${threshold}人未満の人数と、その残りが${threshold}人未満になる数値は「＊」としました（秘匿規則 ${ruleVersion}）。`,
      ],
      [
        `ほかの数値や過去に公表した表から逆算できる数値も「＊」としました。「＊」は${aboutZero(hiddenIn(used))}。`,
      ],
      ['個人の記録・識別番号・ファイルの値は、この資料のどこにも含まれていません。'],
    ],
  };
}

export function syntheticNote(inputs: ReportInputs): readonly Block[] {
  if (!inputs.workspace.synthetic) return [];
  return [
    {
      kind: 'callout',
      tone: 'caution',
      title: '架空のデータです',
      text: [
        'この資料の数値は、動作確認用に作った架空の自治体のものです。実在の自治体や住民とは関係ありません。',
      ],
    },
  ];
}

export function dateLine(inputs: ReportInputs): string {
  return `${inputs.workspace.municipality}　${formatDate(inputs.workspace.date, inputs.workspace.calendar)}`;
}

/**
 * What several tables of one chapter share, each said once under its heading: population and source where they
 * are the same for all of them, every method and caveat.
 */
export function contextNotes(
  tables: readonly Released<ReleasedTable>[],
  more: readonly string[] = [],
): readonly Block[] {
  const contexts = tables.map(({ statistic }) => statistic.context);
  const methods = new Set(contexts.map(({ method }) => method).filter((method) => method !== ''));
  const caveats = new Set([
    ...contexts.flatMap(({ missing = [], caveats: all }) => [...missing, ...all]),
    ...more,
  ]);
  const lines = [
    ...linesOfAll(tables),
    ...[...methods].map((text) => `方法：${text}`),
    ...(caveats.size === 0 ? [] : [`注意：${[...caveats].map(stopped).join('')}`]),
  ];
  return lines.map((text) => ({ kind: 'footnote', text: [text] }));
}

/** Lines about population and source that hold for every one of the tables. */
function linesOfAll(tables: readonly Released<ReleasedTable>[]): readonly string[] {
  const [first = [], ...rest] = tables.map(sharedLines);
  return first.filter((line) => rest.every((lines) => lines.includes(line)));
}

/** With its full stop: sentences of several tables stand one after the other. */
export function stopped(sentence: string): string {
  return sentence.endsWith('。') ? sentence : `${sentence}。`;
}
