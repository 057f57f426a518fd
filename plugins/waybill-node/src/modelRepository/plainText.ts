/**
 * What people type into a form as it may stand in a line of Markdown: one line, and nothing in it is markup.
 *
 * @internal
 */
export function inlineMarkdown(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_[\]<>|~#!&{}$]/g, '\\$&')
    .replace(/^[-+=]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2');
}

/** @internal */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim();
}
