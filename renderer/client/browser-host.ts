import type { HostApi, PickedFile, PickOptions } from '../../analysis/api/contract/messages.ts';
import type { HttpClient } from './http-client.ts';

const ENDINGS = {
  map: '.geojson,.json',
  deck: '.ebpmdeck',
  picture: '.png,.jpg,.jpeg',
  template: '.yaml,.yml',
} as const;

function chooseFiles({ folders, kind }: PickOptions): Promise<readonly File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = kind === undefined;
    if (kind !== undefined) input.accept = ENDINGS[kind];
    input.webkitdirectory = folders;
    input.hidden = true;
    const finish = (files: readonly File[]) => {
      input.remove();
      resolve(files);
    };
    input.addEventListener('change', () => finish([...(input.files ?? [])]));
    input.addEventListener('cancel', () => finish([]));
    document.body.append(input);
    input.click();
  });
}

async function upload(client: HttpClient, file: File): Promise<PickedFile> {
  const response = await client.request(`/api/files?name=${encodeURIComponent(file.name)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: file,
  });
  return (await response.json()) as PickedFile;
}

async function uploadAll(client: HttpClient, files: readonly File[]): Promise<readonly PickedFile[]> {
  const picked: PickedFile[] = [];
  for (const file of files) picked.push(await upload(client, file));
  return picked;
}

function nameOf(response: Response, token: string): string {
  const header = response.headers.get('content-disposition') ?? '';
  const encoded = /filename\*=UTF-8''([^;]+)/u.exec(header)?.[1];
  return encoded === undefined ? token : decodeURIComponent(encoded);
}

async function download(client: HttpClient, token: string): Promise<'saved'> {
  const response = await client.request(`/api/files/${encodeURIComponent(token)}`);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = nameOf(response, token);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return 'saved';
}

/** The host of a page in the browser shell: picked files are handed to the shell, finished files downloaded. */
export function browserHost(client: HttpClient): HostApi {
  // One change of full screen after the other: a browser drops what is asked while another is on its way.
  let fullScreen: Promise<void> = Promise.resolve();
  const change = (ask: () => Promise<void>) => {
    fullScreen = fullScreen.catch(() => undefined).then(ask);
    return fullScreen;
  };
  return {
    pickFiles: async (options) => uploadAll(client, await chooseFiles(options)),
    receiveFiles: (files) => uploadAll(client, files),
    pickWorkspace: () => Promise.resolve(null),
    saveFile: (token) => download(client, token),
    closePresentation: () =>
      change(async () => {
        if (document.fullscreenElement) await document.exitFullscreen();
      }),
    openSpeaker: () => {
      window.open('#/speaker', 'ebpm-speaker', 'width=1200,height=760');
      return Promise.resolve();
    },
    openPresentation: () => change(() => document.documentElement.requestFullscreen()),
  };
}
