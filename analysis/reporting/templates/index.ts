import { annualTemplate } from './annual.ts';
import { councilTemplate } from './council.ts';
import { districtTemplate } from './district.ts';
import { kpiTemplate } from './kpi.ts';
import { paymentTemplate } from './payment.ts';
import { processingTemplate } from './processing.ts';
import { studyTemplate } from './study.ts';
import { summaryTemplate } from './summary.ts';
import type { ReportTemplate } from './template.ts';

/** The product's own templates, in the order in which they are offered. */
export const reportTemplates = [
  annualTemplate,
  councilTemplate,
  summaryTemplate,
  studyTemplate,
  districtTemplate,
  kpiTemplate,
  paymentTemplate,
  processingTemplate,
] as const satisfies readonly ReportTemplate[];

export function findTemplate(id: string): ReportTemplate | undefined {
  return reportTemplates.find((template) => template.id === id);
}
