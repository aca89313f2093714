import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type IndexHtmlTransformContext, type Plugin } from 'vite';

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

type Bundle = NonNullable<IndexHtmlTransformContext['bundle']>;

/** The window's own first files: what `main.tsx` reads when its first line is done. */
function firstScripts(bundle: Bundle): readonly string[] {
  const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
  const begin = chunks.find(({ name }) => name === 'begin');
  // What the page itself asks for is there already.
  const asked = new Set(
    chunks.filter(({ isEntry }) => isEntry).flatMap(({ fileName, imports }) => [fileName, ...imports]),
  );
  const found = new Set<string>();
  const add = (name: string): void => {
    const file = bundle[name];
    if (file?.type !== 'chunk' || asked.has(name) || found.has(name)) return;
    found.add(name);
    for (const needed of file.imports) add(needed);
  };
  if (begin !== undefined) add(begin.fileName);
  return [...found];
}

/** Scripts and fonts of the first screen are fetched side by side, not one after the other. */
function fetchedAhead(): Plugin {
  return {
    name: 'fetched-ahead',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_, { bundle = {} }) => {
        const fonts = Object.keys(bundle).filter(
          (name) => name.endsWith('.woff2') && name.includes('biz-udpgothic'),
        );
        const link = (attrs: Record<string, string | boolean>) =>
          ({ tag: 'link', attrs, injectTo: 'head' }) as const;
        return [
          ...firstScripts(bundle).map((name) =>
            link({ rel: 'modulepreload', href: `./${name}`, crossorigin: true }),
          ),
          ...fonts.map((name) =>
            link({ rel: 'preload', as: 'font', type: 'font/woff2', href: `./${name}`, crossorigin: true }),
          ),
        ];
      },
    },
  };
}

export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [onlyJapanese(), react(), contentSecurityPolicy(), fetchedAhead()],
  build: {
    outDir: here('../dist/renderer'),
    emptyOutDir: true,
    target: 'chrome140',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
  },
});
