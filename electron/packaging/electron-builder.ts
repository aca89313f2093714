import type { Configuration } from 'electron-builder';
import { APP_ID } from '../main/folders.ts';

/**
 * Windows packages: an installer for single PCs (no administrator needed) and a plain zip to try from a folder.
 *
 * Run on a machine that may download Electron, or with `electronDist` pointing at an unpacked one:
 * `npm install --os=win32 --cpu=x64` first, so that DuckDB's Windows library is there, then
 * `npm run build && npx electron-builder --win --x64 --config electron/packaging/electron-builder.ts`.
 */
const configuration: Configuration = {
  appId: APP_ID,
  productName: '保健事業EBPMデスク',
  executableName: 'ebpm-desk',
  directories: { output: 'dist/packages', buildResources: 'electron/packaging' },
  // The packages that analysis needs come along by themselves; the browser shell and a Node of its own do not.
  files: [
    'dist/electron/**',
    '!dist/electron/browser-thread.js',
    'dist/renderer/**',
    'package.json',
    '!node_modules/node-*-x64/**',
    // What is built into window and analysis is not shipped twice; its licence is.
    '!node_modules/{echarts,zrender}/{dist,lib,i18n,build,src}/**',
    '!node_modules/**/*.{map,d.ts,d.mts,d.cts}',
  ],
  // Native code cannot read from inside the archive.
  asar: true,
  asarUnpack: ['**/node_modules/@duckdb/node-bindings*/**'],
  extraResources: [
    { from: 'sample-data/small', to: 'sample-data/small' },
    { from: 'LICENSE', to: 'LICENSE.ebpm-desk.txt' },
  ],
  npmRebuild: false,
  // Chromium falls back to English where the system speaks neither.
  electronLanguages: ['ja', 'en-US'],
  win: {
    target: [
      { target: 'nsis', arch: ['x64'] },
      { target: 'zip', arch: ['x64'] },
    ],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the packager fills these in.
    artifactName: 'ebpm-desk-${version}-${os}-${arch}.${ext}',
  },
  nsis: {
    oneClick: false,
    perMachine: false,
    allowToChangeInstallationDirectory: true,
    installerLanguages: ['ja_JP'],
    language: '1041',
    deleteAppDataOnUninstall: false,
    differentialPackage: false,
  },
  electronFuses: {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
    enableCookieEncryption: true,
    loadBrowserProcessSpecificV8Snapshot: false,
  },
  publish: null,
};

export default configuration;
