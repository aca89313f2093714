import { z } from 'zod';
import { nothing, operation } from './operation.ts';

export const reportTemplateId = z.enum([
  'annual',
  'council',
  'study',
  'district',
  'kpi',
  'summary',
  'processing',
]);
export const reportFormat = z.enum(['xlsx', 'pptx', 'docx', 'pdf', 'html', 'csv', 'svg', 'png']);

const reportTemplate = z.strictObject({
  id: reportTemplateId,
  name: z.string(),
  description: z.string(),
  formats: z.array(reportFormat).readonly(),
});

/** Files for the council and the office. */
export const reportsOperations = {
  'reports.templates': operation(
    'query',
    nothing,
    z.strictObject({ templates: z.array(reportTemplate).readonly() }),
  ),
  'reports.build': operation(
    'job',
    z.strictObject({
      template: reportTemplateId,
      formats: z.array(reportFormat).readonly(),
      year: z.int().exactOptional(),
      studyId: z.string().exactOptional(),
      /** Code of the district of a district sheet; the first one when it is left out. */
      district: z.string().exactOptional(),
    }),
    z.strictObject({
      files: z.array(z.strictObject({ token: z.string(), name: z.string(), sha256: z.string() })).readonly(),
    }),
  ),
} as const;
