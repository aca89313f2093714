import { z } from 'zod';
import { done, nothing, operation } from './operation.ts';

/** `deck` is a presentation that the app itself shows, without the workspace. */
export const reportFormat = z.enum(['xlsx', 'pptx', 'docx', 'pdf', 'html', 'csv', 'svg', 'png', 'deck']);

const reportTemplate = z.strictObject({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  formats: z.array(reportFormat).readonly(),
  /** A file of the municipality's own; the others come with the product. */
  own: z.boolean(),
  /** The product's template behind it: the same as `id` unless it is the municipality's own. */
  base: z.string(),
  /** Slides, or pages of text and tables. */
  shape: z.enum(['deck', 'paper']),
  /** Parts of the base in its order, for choosing and ordering. */
  sections: z.array(z.strictObject({ id: z.string(), name: z.string() })).readonly(),
});

const builtFile = z.strictObject({ token: z.string(), name: z.string(), sha256: z.string() });

const id = z.string().min(1).max(80);

/** Files for the council and the office. */
export const reportsOperations = {
  'reports.templates': operation(
    'query',
    nothing,
    z.strictObject({ templates: z.array(reportTemplate).readonly() }),
  ),
  /** Text of a template file (YAML, no data); of one of the product's, the file to start an own one from. */
  'reports.template': operation('query', z.strictObject({ id }), z.strictObject({ text: z.string() })),
  /** Checks and saves a template file under the id that it names; the same id replaces. */
  'reports.saveTemplate': operation(
    'command',
    z.strictObject({ text: z.string().max(200_000) }),
    z.strictObject({ id: z.string() }),
  ),
  /** Takes a template file that another municipality handed over. */
  'reports.importTemplate': operation(
    'command',
    z.strictObject({ file: z.string() }),
    z.strictObject({ id: z.string() }),
  ),
  /** A template as a file to hand over or to edit. */
  'reports.exportTemplate': operation(
    'command',
    z.strictObject({ id }),
    z.strictObject({ token: z.string(), name: z.string() }),
  ),
  'reports.deleteTemplate': operation('command', z.strictObject({ id }), done),
  /** The municipality's logo, PNG or JPEG, printed on covers; null takes it away. */
  'reports.setLogo': operation('command', z.strictObject({ file: z.string().nullable() }), done),
  'reports.logo': operation(
    'query',
    nothing,
    /** A `data:` address of the picture. */
    z.strictObject({ picture: z.string().nullable() }),
  ),
  'reports.build': operation(
    'job',
    z.strictObject({
      /** Id of one of the product's templates or of an own one. */
      template: id,
      /** A report that was composed on screen, written in the template's shape in place of its parts. */
      draft: z.string().exactOptional(),
      formats: z.array(reportFormat).readonly(),
      year: z.int().exactOptional(),
      studyId: z.string().exactOptional(),
      /** Code of the district of a district sheet; the first one when it is left out. */
      district: z.string().exactOptional(),
      /** Encoding of CSV files; UTF-8 with a byte order mark when it is left out. */
      csvEncoding: z.enum(['utf8', 'cp932']).exactOptional(),
    }),
    z.strictObject({
      files: z.array(builtFile).readonly(),
      /** Characters that the chosen encoding of a CSV file lacks; each was written as 〓. */
      unwritable: z.array(z.strictObject({ codePoint: z.string(), count: z.int() })).readonly(),
    }),
  ),
} as const;
