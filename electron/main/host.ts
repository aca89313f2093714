import { copyFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  type BrowserWindow,
  dialog,
  type IpcMain,
  type IpcMainInvokeEvent,
  type OpenDialogOptions,
} from 'electron';
import type { PickedFile, PickOptions } from '../../analysis/api/contract/messages.ts';
import { DATA_FILE_ENDINGS } from '../../analysis/domain/data-files.ts';
import type { FileTokens } from '../host/file-tokens.ts';
import { CHANNELS } from '../preload/channels.ts';
import { bridgeInputs } from './bridge.ts';
import { isOwnPage } from './sender.ts';
import { endAudience, openSpeakerWindow, showToAudience } from './window.ts';

export interface HostParts {
  readonly window: () => BrowserWindow;
  readonly tokens: FileTokens;
  /** Where a file that an operation made was written. */
  readonly fileOf: (token: string) => Promise<string | undefined>;
  /** Hands the page a new port to the analysis. */
  readonly connect: () => void;
}

type Work = (parts: HostParts, input: unknown) => Promise<unknown>;

const works: Readonly<Record<Exclude<keyof typeof CHANNELS, 'port'>, Work>> = {
  pickFiles: (parts, input) => pickFiles(parts, bridgeInputs.pickFiles.parse(input)),
  receivePaths: (parts, input) => tokensFor(parts, bridgeInputs.receivePaths.parse(input)),
  pickWorkspace: (parts, input) => pickWorkspace(parts, bridgeInputs.pickWorkspace.parse(input)),
  saveFile: (parts, input) => saveFile(parts, bridgeInputs.saveFile.parse(input)),
  openPresentation: (parts) => Promise.resolve(showToAudience(parts.window())),
  closePresentation: (parts) => Promise.resolve(endAudience(parts.window())),
  openSpeaker: (parts) => Promise.resolve(openSpeakerWindow(parts.window())),
  connect: (parts) => Promise.resolve(parts.connect()),
};

/** The only place that listens to the page; whoever is not our page gets nothing. */
export function serveHost(ipc: Pick<IpcMain, 'handle'>, parts: HostParts): void {
  for (const [name, work] of Object.entries(works)) {
    ipc.handle(CHANNELS[name as keyof typeof works], (event: IpcMainInvokeEvent, input: unknown) => {
      if (!isOwnPage(event)) throw new Error('refused');
      return work(parts, input);
    });
  }
}

const ALL_FILES = { name: 'すべてのファイル', extensions: ['*'] };
const DATA_FILES = {
  name: 'データファイル',
  extensions: [...DATA_FILE_ENDINGS],
};

/** The dialog for a kind of file; data files and folders for an import where none is named. */
function pickDialog({ folders, kind }: PickOptions): OpenDialogOptions {
  if (folders) return { title: '取り込むフォルダを選ぶ', properties: ['openDirectory', 'multiSelections'] };
  switch (kind) {
    case 'map':
      return {
        title: '地区の境界のファイルを選ぶ',
        properties: ['openFile'],
        filters: [{ name: 'GeoJSON', extensions: ['geojson', 'json'] }, ALL_FILES],
      };
    case 'deck':
      return {
        title: '発表用ファイルを選ぶ',
        properties: ['openFile'],
        filters: [{ name: '発表用ファイル', extensions: ['ebpmdeck'] }, ALL_FILES],
      };
    case 'picture':
      return {
        title: 'ロゴの画像を選ぶ',
        properties: ['openFile'],
        filters: [{ name: '画像（PNG・JPEG）', extensions: ['png', 'jpg', 'jpeg'] }, ALL_FILES],
      };
    case 'template':
      return {
        title: '報告書のひな型のファイルを選ぶ',
        properties: ['openFile'],
        filters: [{ name: 'ひな型（YAML）', extensions: ['yaml', 'yml'] }, ALL_FILES],
      };
    default:
      return {
        title: '取り込むファイルを選ぶ',
        properties: ['openFile', 'multiSelections'],
        filters: [DATA_FILES, ALL_FILES],
      };
  }
}

async function pickFiles(parts: HostParts, wish: PickOptions): Promise<readonly PickedFile[]> {
  const options = pickDialog(wish);
  const { canceled, filePaths } = await dialog.showOpenDialog(parts.window(), options);
  return canceled ? [] : tokensFor(parts, filePaths);
}

async function tokensFor(parts: HostParts, paths: readonly string[]): Promise<readonly PickedFile[]> {
  const picked: PickedFile[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (found) picked.push(parts.tokens.add(path, found.size));
  }
  return picked;
}

const ENDING = '.ebpm';

async function pickWorkspace(parts: HostParts, purpose: 'create' | 'open'): Promise<PickedFile | null> {
  const path = purpose === 'create' ? await newWorkspacePath(parts) : await existingWorkspacePath(parts);
  if (path === undefined) return null;
  return parts.tokens.add(path, 0);
}

async function newWorkspacePath(parts: HostParts): Promise<string | undefined> {
  const { canceled, filePath } = await dialog.showSaveDialog(parts.window(), {
    title: '新しいワークスペースの名前と場所',
    defaultPath: `保健事業${ENDING}`,
    properties: ['createDirectory'],
  });
  if (canceled || filePath === '') return undefined;
  return filePath.endsWith(ENDING) ? filePath : `${filePath}${ENDING}`;
}

async function existingWorkspacePath(parts: HostParts): Promise<string | undefined> {
  const { canceled, filePaths } = await dialog.showOpenDialog(parts.window(), {
    title: 'ワークスペースのフォルダを選ぶ',
    properties: ['openDirectory'],
  });
  return canceled ? undefined : filePaths[0];
}

async function saveFile(parts: HostParts, token: string): Promise<'saved' | 'cancelled'> {
  const source = await parts.fileOf(token);
  if (source === undefined) return 'cancelled';
  const { canceled, filePath } = await dialog.showSaveDialog(parts.window(), {
    title: '保存する場所を選ぶ',
    defaultPath: basename(source),
  });
  if (canceled || filePath === '') return 'cancelled';
  try {
    await copyFile(source, filePath);
    return 'saved';
  } catch {
    // Said here: an error that goes to the page would carry the path.
    dialog.showErrorBox(
      '保存できませんでした',
      '同じ名前のファイルをほかのプログラムで開いているか、書き込めない場所です。閉じるか、別の場所を選んで、もう一度保存してください。',
    );
    return 'cancelled';
  }
}
