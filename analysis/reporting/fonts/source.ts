import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { UserIssue } from '../../domain/issue.ts';
import { openFont, type TrueTypeFont } from './truetype.ts';

/** Family name as Windows and Office know it. */
export const OFFICE_FONT = 'BIZ UDPゴシック';
/** Family name for style sheets and embedded fonts. */
export const EMBEDDED_FONT = 'BIZ UDPGothic';

export type FontWeight = 400 | 700;

/** Gives the fonts of a weight, Latin first: what the first lacks is taken from the next. */
export type FontSource = (weight: FontWeight) => Promise<readonly TrueTypeFont[]>;

const named = ['latin', 'latin-ext', 'greek-ext', 'cyrillic', 'japanese'];

/**
 * Fonts from a folder of `@fontsource/biz-udpgothic` files, by default the installed package's. The named
 * files come first; the numbered ones hold the signs (※, ①) and rarer kanji that `japanese` lacks.
 * @throws UserIssue `report.font_missing` when a file cannot be read.
 */
export function folderFonts(folder?: string): FontSource {
  const cache = new Map<FontWeight, Promise<readonly TrueTypeFont[]>>();
  return (weight) => {
    const known = cache.get(weight) ?? loadFonts(folder, weight);
    cache.set(weight, known);
    return known;
  };
}

async function loadFonts(folder: string | undefined, weight: FontWeight): Promise<readonly TrueTypeFont[]> {
  try {
    const where = folder ?? installedFolder();
    const pattern = new RegExp(`^biz-udpgothic-(.+)-${weight}-normal\\.woff$`);
    const found = (await readdir(where)).flatMap((name) => pattern.exec(name)?.[1] ?? []);
    const rest = found.filter((subset) => !named.includes(subset)).sort((a, b) => Number(a) - Number(b));
    const files = [...named, ...rest].map((subset) =>
      join(where, `biz-udpgothic-${subset}-${weight}-normal.woff`),
    );
    return await Promise.all(files.map(async (file) => openFont(new Uint8Array(await readFile(file)))));
  } catch (cause) {
    throw new UserIssue('input', 'report.font_missing', {}, { cause });
  }
}

function installedFolder(): string {
  const require = createRequire(import.meta.url);
  return join(dirname(require.resolve('@fontsource/biz-udpgothic/package.json')), 'files');
}
