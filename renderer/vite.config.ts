import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { holdEarlyKeys } from './app/early-keys.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The policy that both hosts send as a header; also in the page, so that a host cannot forget it. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY },
        injectTo: 'head-prepend',
      },
    ],
  };
}

const FOREIGN_LOCALE =
  /\/(?:intl\/.*\/(?!ja-JP|en-US)[a-z]{2}-[A-Z]{2}|i18n\/lang(?!EN|JA)[A-Z]{2}|[a-z]+\/(?!ja-JP|en-US)[a-z]{2}-[A-Z]{2})\.(?:mjs|js|cjs)$/u;

/** The window speaks Japanese only: leaves the other languages of the component libraries out. */
function onlyJapanese(): Plugin {
  const empty = '\0empty-locale';
  return {
    name: 'only-japanese',
    enforce: 'pre',
    apply: 'build',
    resolveId: (source, importer) =>
      importer?.includes('node_modules') === true && FOREIGN_LOCALE.test(`/${source.replace(/^\.+\//u, '')}`)
        ? empty
        : null,
    load: (id) => (id === empty ? 'export default {};' : null),
  };
}

/** The fonts of the first screen are fetched beside the script, not after its first layout. */
function fontsAhead(): Plugin {
  return {
    name: 'fonts-ahead',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_, { bundle = {} }) =>
        Object.keys(bundle)
          .filter((name) => name.endsWith('.woff2') && name.includes('biz-udpgothic'))
          .map((name) => ({
            tag: 'link',
            attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: `./${name}`, crossorigin: true },
            injectTo: 'head',
          })),
    },
  };
}

/** A script of a few lines that the page runs before it reads anything else. */
function earlyKeys(): Plugin {
  const fileName = 'early-keys.js';
  return {
    name: 'early-keys',
    apply: 'build',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName, source: `(${holdEarlyKeys.toString()})(window);\n` });
    },
    transformIndexHtml: () => [{ tag: 'script', attrs: { src: `./${fileName}` }, injectTo: 'head-prepend' }],
  };
}

export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [onlyJapanese(), react(), earlyKeys(), contentSecurityPolicy(), fontsAhead()],
  build: {
    outDir: here('../dist/renderer'),
    emptyOutDir: true,
    target: 'chrome140',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
  },
});
