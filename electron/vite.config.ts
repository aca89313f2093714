import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build, defineConfig, type Plugin, type UserConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const outDir = here('../dist/electron');

/** Left outside the bundles: what the runtime brings, and the database with its native part. */
const external = ['electron', /^@duckdb\//, /^node:/, ...builtinModules];

const shared: UserConfig = {
  root: here('.'),
  logLevel: 'warn',
  resolve: { conditions: ['node'], mainFields: ['module', 'main'] },
};

/** A sandboxed preload script must be one CommonJS file, so it is built by itself. */
function preloadScript(): Plugin {
  return {
    name: 'preload-script',
    apply: 'build',
    closeBundle: async () => {
      await build({
        ...shared,
        configFile: false,
        build: {
          outDir,
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

/** Main and worker as ES modules for Electron's Node; preload beside them. */
export default defineConfig({
  ...shared,
  plugins: [preloadScript()],
  build: {
    outDir,
    emptyOutDir: true,
    target: 'node24',
    ssr: true,
    minify: false,
    rollupOptions: {
      input: { main: here('./main/index.ts'), worker: here('./worker/index.ts') },
      external,
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'shared/[name]-[hash].js' },
    },
  },
  ssr: { noExternal: true, external: ['electron', '@duckdb/node-api'] },
});
