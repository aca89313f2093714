import { UserIssue } from '../domain/issue.ts';
import type { ReportInputs } from './inputs.ts';
import type { ReportDocument } from './model.ts';
import { composeAnnual } from './templates/annual.ts';
import { composeCouncil } from './templates/council.ts';
import { composeDistrict } from './templates/district.ts';
import { composeKpi } from './templates/kpi.ts';
import { composeProcessing } from './templates/processing.ts';
import { composeStudy } from './templates/study.ts';
import { composeSummary } from './templates/summary.ts';

const composers = {
  annual: composeAnnual,
  council: composeCouncil,
  district: composeDistrict,
  study: composeStudy,
  kpi: composeKpi,
  summary: composeSummary,
  processing: composeProcessing,
} as const satisfies Record<string, (inputs: ReportInputs) => ReportDocument>;

export type TemplateId = keyof typeof composers;

export const templateIds = Object.keys(composers) as readonly TemplateId[];

/**
 * Composes a report from released results.
 * @throws UserIssue `report.unknown_template`, `report.nothing_to_report`.
 */
export function composeReport(template: string, inputs: ReportInputs): ReportDocument {
  if (!isTemplate(template)) throw new UserIssue('usage', 'report.unknown_template', { template });
  const results = inputs.measures.length + inputs.approaches.length + inputs.studies.length;
  if (results === 0 && template !== 'processing') {
    throw new UserIssue('input', 'report.nothing_to_report', { template });
  }
  return composers[template](inputs);
}

function isTemplate(template: string): template is TemplateId {
  return Object.hasOwn(composers, template);
}
