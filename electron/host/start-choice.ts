import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

export interface Disk {
  readonly exists: (path: string) => boolean;
  readonly read: (path: string) => string;
}

const BINARIES: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  win32: 'electron.exe',
  darwin: 'Electron.app/Contents/MacOS/Electron',
};

/**
 * Electron's binary, where it was unpacked; undefined where it is not. Looks only: the package itself would try
 * to download it as soon as it is imported.
 */
export function electronBinary(
  packageFolder: string,
  env: Environment,
  disk: Disk,
  platform = process.platform,
): string | undefined {
  const pathFile = join(packageFolder, 'path.txt');
  const name = disk.exists(pathFile) ? disk.read(pathFile).trim() : (BINARIES[platform] ?? 'electron');
  const folder = env.ELECTRON_OVERRIDE_DIST_PATH ?? join(packageFolder, 'dist');
  const binary = join(folder, name);
  return disk.exists(binary) ? binary : undefined;
}

export type StartChoice =
  | { readonly electron: string }
  | { readonly reason: string; readonly display: boolean };

/** Which shell `npm start` opens, and the one line that says why it is not Electron. */
export function chooseStart(
  binary: string | undefined,
  platform: NodeJS.Platform,
  env: Environment,
): StartChoice {
  const display = hasDisplay(platform, env);
  if (binary !== undefined && display) return { electron: binary };
  const reason =
    binary === undefined
      ? 'Electron の実行ファイルがないため、同じ画面をブラウザで開きます。'
      : '画面（ディスプレイ）がないため、デスクトップの窓の代わりにブラウザ用の画面を用意します。';
  return { reason, display };
}

function hasDisplay(platform: NodeJS.Platform, env: Environment): boolean {
  if (platform === 'win32' || platform === 'darwin') return true;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}
