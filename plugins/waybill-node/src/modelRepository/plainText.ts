/**
 * What people type into a form as it may stand in a line of Markdown: one line, and nothing in it is markup.
 *
 * @internal
 */
export function inlineMarkdown(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_[\]<>|~#!&{}$]/g, '\\$&')
    .replace(/^([-+=]|\d+[.)])/, '\\$1');
}

/** @internal */
export function oneLine(text: string): string {
  return text
    .replace(
      /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g,
      ' ',
    )
    .trim();
}
