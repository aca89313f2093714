import { UserIssue } from '../domain/issue.ts';
import { type WorkspaceSettings, workspaceSettings } from '../domain/settings.ts';

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
