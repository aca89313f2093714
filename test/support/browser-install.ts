import { existsSync } from 'node:fs';
import { findBrowser } from '../../electron/host/browsers.ts';
import { runProgram } from './steps.ts';

export type BrowserSearch = { readonly path: string } | { readonly missing: string };

/**
 * A browser for the end-to-end tests: one that is there, or Debian's Chromium with Japanese fonts where this
 * account may install it; otherwise the one line that says what is missing.
 */
export async function provideBrowser(): Promise<BrowserSearch> {
  const found = findBrowser();
  if (found) return { path: found };
  if (process.env.EBPM_BROWSER) return { missing: 'EBPM_BROWSER names a file that does not exist' };
  if (!mayInstall()) {
    return { missing: 'no Chromium, Chrome or Edge found; install one or set EBPM_BROWSER to its path' };
  }
  await runProgram('apt-get', ['update', '-q'], 3);
  const packages = ['chromium', 'fonts-noto-cjk'];
  const { code } = await runProgram(
    'apt-get',
    ['install', '-y', '-q', '--no-install-recommends', ...packages],
    6,
  );
  const installed = code === 0 ? findBrowser() : undefined;
  return installed
    ? { path: installed }
    : { missing: 'apt-get could not install chromium; set EBPM_BROWSER' };
}

function mayInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
}
