/** Whether a title has brackets in brackets, or one pair right behind another. */
export function isDoubleBracketed(title: string): boolean {
  let depth = 0;
  for (const letter of title) {
    if (letter === '（' && ++depth > 1) return true;
    if (letter === '）') depth--;
  }
  return /）\s*（/u.test(title);
}
