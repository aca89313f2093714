import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Environment;
  readonly home: string;
  readonly exists: (path: string) => boolean;
  readonly list: (folder: string) => readonly string[];
}

const thisMachine: Machine = {
  platform: process.platform,
  env: process.env,
  home: homedir(),
  exists: existsSync,
  list: (folder) => (existsSync(folder) ? readdirSync(folder) : []),
};

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const MAC_APPS = ['Google Chrome', 'Microsoft Edge', 'Chromium'];
const WINDOWS_PROGRAMS = [
  ['Google', 'Chrome', 'Application', 'chrome.exe'],
  ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
  ['Chromium', 'Application', 'chrome.exe'],
];

/**
 * Finds a Chromium-family browser: `EBPM_BROWSER`, then the system's Chrome, Chromium or Edge, then one that
 * Playwright keeps in its cache. Undefined when there is none.
 */
export function findBrowser(machine: Machine = thisMachine): string | undefined {
  const wanted = machine.env.EBPM_BROWSER;
  if (wanted) return machine.exists(wanted) ? wanted : undefined;
  return [...systemBrowsers(machine), ...playwrightBrowsers(machine)].find(machine.exists);
}

function systemBrowsers({ platform, env, home }: Machine): string[] {
  if (platform === 'win32') {
    const roots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA];
    return roots.flatMap((root) => (root ? WINDOWS_PROGRAMS.map((parts) => join(root, ...parts)) : []));
  }
  if (platform === 'darwin') {
    return ['/Applications', join(home, 'Applications')].flatMap((root) =>
      MAC_APPS.map((name) => join(root, `${name}.app`, 'Contents', 'MacOS', name)),
    );
  }
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command)));
}

const PLAYWRIGHT_CACHE = {
  win32: ['AppData', 'Local', 'ms-playwright'],
  darwin: ['Library', 'Caches', 'ms-playwright'],
  linux: ['.cache', 'ms-playwright'],
};

function playwrightBrowsers({ platform, env, home, list }: Machine): string[] {
  const parts =
    platform === 'win32' || platform === 'darwin' ? PLAYWRIGHT_CACHE[platform] : PLAYWRIGHT_CACHE.linux;
  const cache = env.PLAYWRIGHT_BROWSERS_PATH ?? join(home, ...parts);
  const builds = list(cache).filter((name) => /^chromium-\d+$/.test(name));
  const newestFirst = builds.toSorted((a, b) => Number(b.slice(9)) - Number(a.slice(9)));
  return newestFirst.flatMap((build) => [
    join(cache, build, 'chrome-linux', 'chrome'),
    join(cache, build, 'chrome-linux64', 'chrome'),
    join(cache, build, 'chrome-win64', 'chrome.exe'),
    join(cache, build, 'chrome-mac', 'Chromium.app', 'Contents', 'MacOS', 'Chromium'),
  ]);
}

/**
 * Switches under which a browser neither asks the network for anything nor leaves traces.
 * `--no-sandbox` only where Chromium refuses to start otherwise (the root account of a container).
 */
export function quietBrowserArguments(isRoot = process.getuid?.() === 0): readonly string[] {
  return [
    ...(isRoot ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-domain-reliability',
    '--disable-sync',
    '--disable-extensions',
    '--disable-features=OptimizationHints,MediaRouter,Translate',
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    '--no-proxy-server',
    '--no-pings',
    '--metrics-recording-only',
    '--force-color-profile=srgb',
    '--hide-scrollbars',
  ];
}
