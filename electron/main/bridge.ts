import { z } from 'zod';

/** What the page may give with each word; anything else is refused. */
export const bridgeInputs = {
  pickFiles: z.strictObject({
    folders: z.boolean(),
    kind: z.enum(['map', 'deck', 'picture', 'template']).exactOptional(),
  }),
  receivePaths: z.array(z.string().min(1).max(32_767)).max(10_000),
  pickWorkspace: z.enum(['create', 'open']),
  saveFile: z.string().min(1).max(200),
} as const;
