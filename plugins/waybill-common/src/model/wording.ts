/**
 * Ends a text with one full stop, whatever it ended with.
 *
 * @internal
 */
export function asSentence(text: string): string {
  const bare = text.trim().replace(/[.\s]+$/, '');
  return /[!?…]$/.test(bare) ? bare : `${bare}.`;
}

/** `1 pod`, `2 pods`. @internal */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
