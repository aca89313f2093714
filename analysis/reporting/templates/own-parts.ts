import type { BlueprintPart } from '../blueprint.ts';
import type { MeasureInput, ReportInputs } from '../inputs.ts';
import type { Block, FigureBlock, Text } from '../model.ts';
import { approachBlocks, distributionFigure } from './approaches.ts';
import { contextNotes } from './common.ts';
import { comparedWithWhat } from './compared.ts';
import { ageFigure, districtFigure, measureTable, trendChange, trendFigure } from './measures.ts';
import { slide } from './slide.ts';
import { studyBlocks } from './studies.ts';
import type { ReportTemplate } from './template.ts';

type Shape = ReportTemplate['shape'];
type MeasurePart = Extract<BlueprintPart, { measure: unknown }>['measure'];
type TextPart = Extract<BlueprintPart, { text: unknown }>['text'];

/** Blocks of a part that a municipality composed: a section of the base, words of its own, or a live result. */
export function ownPart(
  part: BlueprintPart,
  { base, inputs, above }: { base: ReportTemplate; inputs: ReportInputs; above: readonly Block[] },
): readonly Block[] {
  if ('section' in part) {
    return base.sections.find(({ id }) => id === part.section)?.blocks(inputs, above) ?? [];
  }
  if ('text' in part) return textBlocks(part.text, base.shape);
  if ('measure' in part) {
    const measure = inputs.measures.find(({ id }) => id === part.measure.id);
    return measure === undefined ? [] : measurePart(part.measure, measure, { inputs, shape: base.shape });
  }
  if ('approach' in part) {
    const approach = inputs.approaches.find(({ factor }) => factor === part.approach.factor);
    if (approach === undefined) return [];
    if (base.shape === 'paper') return approachBlocks(approach, inputs);
    const figure = distributionFigure(approach);
    return figure === undefined
      ? []
      : slide({
          kicker: '変わったこと',
          title: [`${approach.factorName}の分布`],
          body: [figure],
          notes: [[approach.population.reading]],
        });
  }
  const study = inputs.studies.find(({ study: { id } }) => id === part.study.id);
  if (study === undefined) return [];
  return base.shape === 'paper' ? studyBlocks(study) : comparedWithWhat(study);
}

function textBlocks({ heading, paragraphs, bullets, notes }: TextPart, shape: Shape): readonly Block[] {
  const body: Block[] = [
    ...paragraphs.map((text): Block => ({ kind: 'paragraph', text: [text] })),
    ...(bullets.length === 0 ? [] : [{ kind: 'bullets', items: bullets.map((text) => [text]) } as const]),
  ];
  if (shape === 'paper') return [{ kind: 'heading', level: 1, text: heading }, ...body];
  return slide({ kicker: '', title: [heading], body, notes: notes.map((text) => [text]) });
}

function measurePart(
  part: MeasurePart,
  measure: MeasureInput,
  { inputs, shape }: { inputs: ReportInputs; shape: Shape },
): readonly Block[] {
  const facts = inputs.workspace;
  const figure = part.show === 'table' ? undefined : figureBy(part.by, measure, inputs);
  const table = part.show === 'figure' ? undefined : measureTable(measure, part.by, facts);
  const found = [figure, table].filter((block) => block !== undefined);
  if (found.length === 0) return [];
  const change = part.by.length === 0 ? trendChange(measure, facts) : undefined;
  if (shape === 'paper') {
    return [
      { kind: 'heading', level: 2, text: part.heading ?? found[0]?.caption ?? measure.name },
      ...(change === undefined ? [] : [{ kind: 'paragraph', text: change.text } as const]),
      ...contextNotes(measure.tables, measure.caveats),
      ...found,
    ];
  }
  const title: Text = part.heading === undefined ? (change?.headline ?? [measure.name]) : [part.heading];
  const notes: Text[] = [
    ...part.notes.map((text) => [text]),
    [`${measure.name}の分母は「${measure.denominator}」、分子は「${measure.numerator}」です。`],
  ];
  return found.flatMap((block) => slide({ kicker: measure.name, title, body: [block], notes }));
}

function figureBy(
  by: MeasurePart['by'],
  measure: MeasureInput,
  { workspace }: ReportInputs,
): FigureBlock | undefined {
  if (by.length === 0) return trendFigure(measure);
  return by.includes('district') ? districtFigure(measure, workspace) : ageFigure(measure, workspace);
}
