import type { ByteSource } from '../../analysis/intake/decode/source.ts';

/** A source whose pieces have the given sizes, over and over. */
export function pieces(bytes: Uint8Array, sizes: readonly number[], name = 'f.csv'): ByteSource {
  return {
    name,
    size: bytes.length,
    async *chunks() {
      let at = 0;
      for (let turn = 0; at < bytes.length; turn += 1) {
        const size = sizes[turn % sizes.length]!;
        yield bytes.slice(at, at + size);
        at += size;
      }
    },
  };
}
