/** What counts as a symbol, in files and on the wire. */

const pattern = /^[A-Za-z0-9^][A-Za-z0-9.:/=^-]{0,31}$/;

/** Names that every JavaScript object has are refused: no symbol is called so, and no key of ours may be. */
export function isSymbol(text: string): boolean {
  return pattern.test(text) && !(text in Object.prototype);
}
