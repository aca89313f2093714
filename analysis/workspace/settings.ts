import { z } from 'zod';
import { UserIssue } from '../domain/issue.ts';

export const workspaceSettings = z.strictObject({
  municipality: z.string().min(1).max(60),
  /** Residents; decides the smallest publishable count. */
  population: z.int().min(0),
  /** Raised smallest publishable count; never lower than the tier's. */
  raisedThreshold: z.int().min(0).exactOptional(),
  calendar: z.enum(['wareki', 'seireki']),
  theme: z.strictObject({ accent: z.string() }),
  /** The data are about people who do not exist. */
  synthetic: z.boolean().exactOptional(),
});

export type WorkspaceSettings = z.infer<typeof workspaceSettings>;

export const DEFAULT_SETTINGS: WorkspaceSettings = {
  municipality: '（自治体名未設定）',
  population: 0,
  calendar: 'wareki',
  theme: { accent: '#1f6f8b' },
};

/** Checks settings; throws `workspace.settings_invalid` with the names of the faulty entries. */
export function checkSettings(value: unknown): WorkspaceSettings {
  const parsed = workspaceSettings.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.')))].join(', ');
  throw new UserIssue('input', 'workspace.settings_invalid', { fields });
}
