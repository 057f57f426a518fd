/** Longest sentence that is made with words from elsewhere. */
const MAX_LENGTH = 800;

/**
 * Makes text from a cluster or an error fit for a page: one line, bounded, without the credentials that some programs
 * leave in URLs.
 *
 * @internal
 */
export function cleanText(text: string): string {
  const line = text
    .slice(0, 4 * MAX_LENGTH)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/:\/\/[^/\s@]*@/g, '://***@')
    .trim();
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
}

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
