import { spawn } from 'node:child_process';

/** The command by which each system opens an address in the default browser. */
export function openCommand(url: string, platform = process.platform): readonly [string, ...string[]] {
  if (platform === 'win32') return ['cmd', '/c', 'start', '', url];
  return platform === 'darwin' ? ['open', url] : ['xdg-open', url];
}

/** Tries to open the address; false where nothing could be started. */
export function openInBrowser(url: string, platform = process.platform): Promise<boolean> {
  const [program, ...args] = openCommand(url, platform);
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore', detached: true });
    child.on('error', () => resolve(false));
    child.on('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
