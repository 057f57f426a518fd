import { CASES } from './cases';
import { HARMLESS } from './cases/harmless';

/** The cases as Markdown, for the reference. */
export function renderTables(): string {
  const tables = Object.entries(CASES).map(([title, cases]) =>
    [
      `## ${title}`,
      '',
      '| what is wrong | verdict | reason |',
      '| --- | --- | --- |',
      ...cases.map(
        ({ name, state, reason }) =>
          `| ${escape(name)} | ${state} | \`${reason}\` |`,
      ),
    ].join('\n'),
  );
  const harmless = [
    '## What a good signature survives',
    '',
    'Whoever may push can attach what they like. With each of these the image stays `verified`:',
    '',
    ...HARMLESS.map(({ name }) => `- ${escape(name)}`),
  ].join('\n');
  return [...tables, harmless].join('\n\n');
}

/** What Markdown would read as its own. */
function escape(text: string): string {
  return text.replace(/[_*|`<]/g, '\\$&');
}
