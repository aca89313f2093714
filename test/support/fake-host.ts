import type { HostApi } from '../../analysis/api/contract/messages.ts';

/** A host without dialogs, files and windows: whoever is asked to choose something cancels. */
export const fakeHost: HostApi = {
  pickFiles: () => Promise.resolve([]),
  receiveFiles: () => Promise.resolve([]),
  pickWorkspace: () => Promise.resolve(null),
  saveFile: () => Promise.resolve('cancelled'),
  openPresentation: () => Promise.resolve(),
  closePresentation: () => Promise.resolve(),
  openSpeaker: () => Promise.resolve(),
};
