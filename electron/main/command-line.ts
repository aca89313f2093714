/** Switches of Chromium under which it asks the network for nothing. Set before the app is ready. */
export const OFFLINE_SWITCHES: readonly (readonly [name: string, value?: string])[] = [
  ['host-resolver-rules', 'MAP * ~NOTFOUND'],
  ['no-proxy-server'],
  ['disable-background-networking'],
  ['disable-component-update'],
  ['disable-domain-reliability'],
  ['disable-sync'],
  ['no-pings'],
  ['disable-features', 'OptimizationHints,MediaRouter,Translate,SpareRendererForSitePerProcess'],
];

/** A dead address of this machine: where dictionaries would be fetched from, were spelling ever on. */
export const NOWHERE = 'http://127.0.0.1:0/';
