import { UserIssue } from '../domain/issue.ts';
import type { Blueprint } from './blueprint.ts';
import { formatFiscalYear } from './format.ts';
import type { ReportInputs } from './inputs.ts';
import type { Block, ReportDocument } from './model.ts';
import { finish } from './templates/common.ts';
import { findTemplate } from './templates/index.ts';
import { ownPart } from './templates/own-parts.ts';
import { type MeasureNeed, noNeeds, type ReportNeeds, type ReportTemplate } from './templates/template.ts';
import { rewordBlocks } from './templates/wording.ts';

/** A template of the product, or a municipality's own that starts from one. */
export type ReportPlan = { readonly template: ReportTemplate; readonly blueprint?: Blueprint };

/**
 * The plan of a report: one of the product's templates by id, or the municipality's file.
 * @throws UserIssue `report.unknown_template`, `report.blueprint_section` for a section that its base lacks.
 */
export function reportPlan(choice: string | Blueprint): ReportPlan {
  const id = typeof choice === 'string' ? choice : choice.base;
  const template = findTemplate(id);
  if (template === undefined) throw new UserIssue('usage', 'report.unknown_template', { template: id });
  if (typeof choice === 'string') return { template };
  for (const part of choice.parts ?? []) {
    if (!('section' in part)) continue;
    if (template.sections.some((section) => section.id === part.section)) continue;
    const sections = template.sections.map((section) => section.id).join('、');
    throw new UserIssue('input', 'report.blueprint_section', { section: part.section, sections });
  }
  return { template, blueprint: choice };
}

/** What has to be computed for a plan: its own choice, else its base's, and what its live parts show. */
export function needsOf({ template, blueprint }: ReportPlan): ReportNeeds {
  if (blueprint === undefined) return template.needs;
  const parts = blueprint.parts ?? [];
  const base = usesSections(template, blueprint) ? template.needs : noNeeds;
  const chosen = blueprint.measures?.map(
    (id) => base.measures.find((one) => one.id === id) ?? asked(id, base),
  );
  const measures = parts.flatMap((part) => ('measure' in part ? [part.measure] : []));
  const factors = parts.flatMap((part) => ('approach' in part ? [part.approach.factor] : []));
  const studies = parts.flatMap((part) => ('study' in part ? [part.study.id] : []));
  const known = blueprint.studies ?? base.studies;
  return {
    ...base,
    measures: merged([...(chosen ?? base.measures), ...measures.map(({ id, by }) => ({ id, by: [by] }))]),
    factors: [...new Set([...(blueprint.factors ?? base.factors), ...factors])],
    studies: typeof known === 'string' ? known : [...new Set([...known, ...studies])],
  };
}

/** Whether a part of the base stands in it that shows results: then what the base needs is needed. */
function usesSections(template: ReportTemplate, { parts }: Blueprint): boolean {
  if (parts === undefined) return true;
  const shown = new Set(parts.flatMap((part) => ('section' in part ? [part.section] : [])));
  return template.sections.some(({ id, plain }) => plain !== true && shown.has(id));
}

/** An indicator that the base does not know is shown by every split that the general reports use, as its own are. */
function asked(id: string, { measures }: ReportNeeds): MeasureNeed {
  const before = measures.some((need) => need.before);
  return { id, by: [['sex'], ['age'], ['district']], ...(before ? { before } : {}) };
}

function merged(needs: readonly MeasureNeed[]): readonly MeasureNeed[] {
  const byId = new Map<string, MeasureNeed>();
  for (const need of needs) {
    const known = byId.get(need.id);
    const splits = [...(known?.by ?? []), ...need.by].filter((by) => by.length > 0);
    byId.set(need.id, {
      id: need.id,
      by: [...new Map(splits.map((by) => [by.join(), by])).values()],
      ...(known?.before || need.before ? { before: true } : {}),
    });
  }
  return [...byId.values()];
}

/**
 * Composes a report from released results.
 * @throws UserIssue `report.unknown_template`, `report.nothing_to_report`, `report.study_required`,
 * `report.district_required`.
 */
export function composeReport(choice: string | Blueprint, inputs: ReportInputs): ReportDocument {
  const plan = reportPlan(choice);
  const { template, blueprint } = plan;
  const results = inputs.measures.length + inputs.approaches.length + inputs.studies.length;
  const needs = needsOf(plan);
  const wanted = needs.measures.length + needs.factors.length + needs.studies.length;
  if (results === 0 && wanted > 0 && template.id !== 'study') {
    throw new UserIssue('input', 'report.nothing_to_report', { template: template.id });
  }
  const fill = (text: string): string =>
    text
      .replaceAll('{municipality}', inputs.workspace.municipality)
      .replaceAll('{year}', formatFiscalYear(inputs.workspace.year, inputs.workspace.calendar));
  return finish(inputs, {
    template: template.id,
    title: blueprint?.title === undefined ? template.title(inputs) : fill(blueprint.title),
    subtitle: blueprint?.subtitle === undefined ? template.subtitle(inputs) : fill(blueprint.subtitle),
    shape: template.shape,
    compact: template.compact ?? false,
    blocks: rewordBlocks(
      blueprint?.parts ? chosenParts(blueprint.parts, template, inputs) : allSections(template, inputs),
      blueprint?.wording ?? [],
    ),
  });
}

function chosenParts(
  parts: NonNullable<Blueprint['parts']>,
  base: ReportTemplate,
  inputs: ReportInputs,
): readonly Block[] {
  const blocks: Block[] = [];
  for (const part of parts) blocks.push(...ownPart(part, { base, inputs, above: blocks }));
  return blocks;
}

/** Every section in order; optional slides make room where the deck would become too long. */
function allSections(template: ReportTemplate, inputs: ReportInputs): readonly Block[] {
  const made: { readonly blocks: readonly Block[]; readonly optional: boolean }[] = [];
  for (const section of template.sections) {
    const above = made.flatMap(({ blocks }) => blocks);
    made.push({ blocks: section.blocks(inputs, above), optional: section.optional === true });
  }
  const slides = (): number =>
    made.flatMap(({ blocks }) => blocks.filter(({ kind }) => kind === 'slide')).length;
  while (slides() > (template.mostSlides ?? Number.POSITIVE_INFINITY)) {
    const index = made.findIndex(({ optional, blocks }) => optional && blocks.length > 0);
    if (index < 0) break;
    made.splice(index, 1);
  }
  return made.flatMap(({ blocks }) => blocks);
}
