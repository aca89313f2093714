import { fileURLToPath } from 'node:url';
import { build, defineConfig, type Plugin, type UserConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const outDir = here('../dist/electron');

const shared: UserConfig = {
  root: here('.'),
  logLevel: 'warn',
  resolve: { conditions: ['node'], mainFields: ['module', 'main'] },
};

/** A sandboxed preload script must be one CommonJS file, so it is built by itself. */
function preloadScript(): Plugin {
  let folder = outDir;
  return {
    name: 'preload-script',
    apply: 'build',
    configResolved: (config) => {
      folder = config.build.outDir;
    },
    closeBundle: async () => {
      await build({
        ...shared,
        configFile: false,
        build: {
          outDir: folder,
          emptyOutDir: false,
          target: 'chrome140',
          rollupOptions: {
            input: here('./preload/index.ts'),
            external: ['electron'],
            output: { format: 'cjs', entryFileNames: 'preload.cjs', codeSplitting: false },
          },
        },
      });
    },
  };
}

/** Threads that a module starts by `new URL('./x.ts', import.meta.url)` are built too, and found again. */
function threads(): Plugin {
  const pattern = /new URL\('(\.\/[\w-]+\.ts)', import\.meta\.url\)/g;
  return {
    name: 'threads',
    apply: 'build',
    enforce: 'pre',
    resolveFileUrl: ({ relativePath }) => `new URL('${relativePath}', import.meta.url).href`,
    async transform(code, id) {
      let changed = code;
      for (const [text, file] of code.matchAll(pattern)) {
        const entry = await this.resolve(file ?? '', id);
        if (entry === null) this.error(`cannot find ${file} from ${id}`);
        const reference = this.emitFile({ type: 'chunk', id: entry.id });
        changed = changed.replace(text, `new URL(import.meta.ROLLUP_FILE_URL_${reference})`);
      }
      return changed === code ? null : { code: changed, map: null };
    },
  };
}

/** Native code, packages that look for files beside themselves, and large ones that no start reads. */
const LEFT_OUTSIDE = [
  'electron',
  '@duckdb/node-bindings',
  'highs',
  'pdfmake',
  'pptxgenjs',
  'docx',
  '@cj-tech-master/excelts',
];

/**
 * Main and worker as ES modules for Electron's Node; preload beside them; and the browser shell's thread. Packages
 * are built in: reading a thousand small files, on a slow disk behind a virus scanner, is most of a start.
 */
export default defineConfig({
  ...shared,
  plugins: [threads(), preloadScript()],
  ssr: { noExternal: true, external: LEFT_OUTSIDE },
  build: {
    outDir,
    emptyOutDir: true,
    target: 'node24',
    ssr: true,
    minify: false,
    rollupOptions: {
      input: {
        main: here('./main/index.ts'),
        worker: here('./worker/index.ts'),
        'browser-thread': here('./browser/thread.ts'),
      },
      output: {
        format: 'es',
        entryFileNames: '[name].js',
        chunkFileNames: 'shared/[name]-[hash].js',
        minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
      },
    },
  },
});
