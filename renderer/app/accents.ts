/** Colours that a workspace can be marked with, in the window and in its reports; values of `theme.accent`. */
export const ACCENTS = [
  { id: 'teal', name: '青緑', value: '#1f6f8b' },
  { id: 'blue', name: '青', value: '#0b3b8c' },
  { id: 'green', name: '緑', value: '#0d5a43' },
  { id: 'purple', name: '紫', value: '#5b2a86' },
] as const;

export const DEFAULT_ACCENT = ACCENTS[0].value;

/** Name of the window's colour set for a stored colour; the default's for colours the window does not know. */
export function accentId(value: string): (typeof ACCENTS)[number]['id'] {
  return ACCENTS.find((accent) => accent.value === value)?.id ?? ACCENTS[0].id;
}
