import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { HostApi, PickedFile } from '../../analysis/api/contract/messages.ts';
import { CHANNELS } from './channels.ts';

/** The one bridge between the page and main: a port to the analysis and these words. No path goes to the page. */
const host: HostApi = {
  pickFiles: (options) => ipcRenderer.invoke(CHANNELS.pickFiles, options) as Promise<PickedFile[]>,
  receiveFiles: (files) => {
    const paths = files.map((file) => webUtils.getPathForFile(file)).filter((path) => path !== '');
    return ipcRenderer.invoke(CHANNELS.receivePaths, paths) as Promise<PickedFile[]>;
  },
  pickWorkspace: (purpose) =>
    ipcRenderer.invoke(CHANNELS.pickWorkspace, purpose) as Promise<PickedFile | null>,
  saveFile: (token) => ipcRenderer.invoke(CHANNELS.saveFile, token) as Promise<'saved' | 'cancelled'>,
  openPresentation: () => ipcRenderer.invoke(CHANNELS.openPresentation) as Promise<void>,
  closePresentation: () => ipcRenderer.invoke(CHANNELS.closePresentation) as Promise<void>,
  openSpeaker: () => ipcRenderer.invoke(CHANNELS.openSpeaker) as Promise<void>,
};
contextBridge.exposeInMainWorld('ebpmHost', host);

ipcRenderer.on(CHANNELS.port, (event) => {
  window.postMessage({ type: 'ebpm-port' }, window.location.origin, [...event.ports]);
});
// The page listens for its port as soon as its script runs, which is before it has loaded.
window.addEventListener('load', () => void ipcRenderer.invoke(CHANNELS.connect));
