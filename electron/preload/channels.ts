/** Every word between preload and main. */
export const CHANNELS = {
  pickFiles: 'host:pick-files',
  receivePaths: 'host:receive-paths',
  pickWorkspace: 'host:pick-workspace',
  saveFile: 'host:save-file',
  openPresentation: 'host:open-presentation',
  closePresentation: 'host:close-presentation',
  openSpeaker: 'host:open-speaker',
  connect: 'host:connect',
  port: 'host:port',
} as const;
