import { z } from 'zod';

/** What a municipality sets for one workspace. */
export const workspaceSettings = z.strictObject({
  municipality: z.string().min(1).max(60),
  /** Residents; decides the smallest publishable count. */
  population: z.int().min(0),
  /** Raised smallest publishable count; never lower than the tier's. */
  raisedThreshold: z.int().min(0).exactOptional(),
  calendar: z.enum(['wareki', 'seireki']),
  theme: z.strictObject({ accent: z.string() }),
  /** Who signs what is made: on covers and in footers. */
  issuer: z.strictObject({ department: z.string().max(60), contact: z.string().max(120) }).exactOptional(),
  /** A file leaves only after a second person has approved it. */
  twoPersonRelease: z.boolean().exactOptional(),
  /** The data are about people who do not exist; printed on everything that is made. */
  synthetic: z.boolean().exactOptional(),
});

export type WorkspaceSettings = z.infer<typeof workspaceSettings>;
