/** Characters of a name that somebody else chose, as long as it is still read. */
const LONGEST = 60;

/**
 * A name from a file as it is repeated on a screen or in a message: without characters that steer a terminal or turn
 * the text around, and no longer than it is read.
 */
export function plainName(name: string): string {
  const characters = [...name.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ')];
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join('')}…` : characters.join('');
}
