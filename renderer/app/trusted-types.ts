interface TrustedTypes {
  createPolicy(name: 'default', rules: { createHTML: (markup: string) => string | null }): unknown;
}

/**
 * The page may not turn text into elements (`require-trusted-types-for`). The drawing library empties its
 * surface by assigning an empty text, so exactly that is allowed; anything else stays refused.
 */
export function allowEmptyMarkup(target: Window & { readonly trustedTypes?: TrustedTypes }): void {
  target.trustedTypes?.createPolicy('default', { createHTML: (markup) => (markup === '' ? '' : null) });
}
