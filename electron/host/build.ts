import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserIssue } from '../../analysis/domain/issue.ts';
import { builtFolder, projectFolder, rendererFolder } from './project.ts';

/** Sources from which the window is built. */
const RENDERER_SOURCES = ['renderer', join('analysis', 'api', 'contract'), join('analysis', 'domain')];
const ELECTRON_SOURCES = ['electron', 'analysis'];

/** Builds the window when it was never built or its sources are newer. Throws `shell.renderer_missing`. */
export async function ensureRenderer(say: (line: string) => void): Promise<void> {
  if (isFresh(join(rendererFolder, 'index.html'), RENDERER_SOURCES)) return;
  say('画面を組み立てています（初回と更新後だけ、数秒かかります）。\n');
  await vite(join('renderer', 'vite.config.ts'));
}

/** Builds window, main, preload, worker and thread when they were never built or their sources are newer. */
export async function ensureDesktop(say: (line: string) => void): Promise<void> {
  await ensureRenderer(say);
  if (isFresh(join(builtFolder, 'main.js'), ELECTRON_SOURCES)) return;
  await vite(join('electron', 'vite.config.ts'));
}

function isFresh(built: string, sources: readonly string[]): boolean {
  if (!existsSync(built)) return false;
  const time = statSync(built).mtimeMs;
  return sources.every((folder) => newestBelow(join(projectFolder, folder)) <= time);
}

function newestBelow(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return files.reduce(
    (newest, file) => Math.max(newest, statSync(join(file.parentPath, file.name)).mtimeMs),
    0,
  );
}

async function vite(config: string): Promise<void> {
  const program = join(projectFolder, 'node_modules', 'vite', 'bin', 'vite.js');
  const child = spawn(process.execPath, [program, 'build', '--config', config, '--logLevel', 'error'], {
    cwd: projectFolder,
    // Under a test runner the window is still built as it is shipped.
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const code = await new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(1));
    child.on('close', resolve);
  });
  if (code !== 0) throw new UserIssue('usage', 'shell.renderer_missing');
}
