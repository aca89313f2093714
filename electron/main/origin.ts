/** The page's own address. Electron serves it from the app's folder; nothing else has this scheme. */
export const APP_SCHEME = 'app';
export const APP_HOST = 'ebpm-desk';
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;
export const APP_PAGE = `${APP_ORIGIN}/index.html`;

/** Whether an address is the app's own; parsed, because a prefix can be imitated. */
export function isOwnUrl(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return (
    url.protocol === `${APP_SCHEME}:` && url.host === APP_HOST && url.username === '' && url.password === ''
  );
}

/** Whether the page may load something: itself, and what it made in memory. Developer tools in development only. */
export function mayRequest(address: string, packaged: boolean): boolean {
  if (isOwnUrl(address)) return true;
  if (!URL.canParse(address)) return false;
  const { protocol } = new URL(address);
  return protocol === 'blob:' || protocol === 'data:' || (protocol === 'devtools:' && !packaged);
}

/** Permissions of the page: copying text it shows, and full screen for presenting. */
export function mayHave(permission: string, requester: string): boolean {
  return isOwnUrl(requester) && (permission === 'clipboard-sanitized-write' || permission === 'fullscreen');
}
