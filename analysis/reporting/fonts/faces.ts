import { EMBEDDED_FONT, type FontSource } from './source.ts';
import { mergeSubset } from './subset.ts';

/** Style rules that carry the characters of a text in both weights, so that nothing has to be installed. */
export async function fontFaces(characters: string, fonts: FontSource): Promise<string> {
  const faces = await Promise.all(
    ([400, 700] as const).map(async (weight) => {
      const { bytes } = mergeSubset(await fonts(weight), characters, EMBEDDED_FONT);
      return `@font-face{font-family:"${EMBEDDED_FONT}";font-weight:${weight};src:url(data:font/ttf;base64,${Buffer.from(bytes).toString('base64')}) format("truetype")}`;
    }),
  );
  return faces.join('\n');
}
