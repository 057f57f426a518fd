import {
  serializeManifests,
  type RepositoryFile,
} from '@waybill/backstage-plugin-waybill-common';
import { factTable } from './factTable';
import type { ModelRepositoryInput } from './ModelRepositoryInput';
import { inlineMarkdown, oneLine } from './plainText';

/** A card is text for people; a longer one is cut off rather than refused. */
const MAX_CARD_CHARACTERS = 256 * 1024;

/** TechDocs of the model: its card, with what Waybill knows of it above. */
export function buildDocumentation(
  input: ModelRepositoryInput,
  variantCard?: string,
): RepositoryFile[] {
  const title = input.title ?? input.declaration.name;
  const card = cardText(input.modelCard) ?? cardText(variantCard);
  const lines = [
    `# ${inlineMarkdown(title)}`,
    '',
    ...(input.description ? [inlineMarkdown(input.description), ''] : []),
    ...factTable(input),
    ...(card ? ['', nestHeadings(card)] : []),
  ];
  return [
    {
      path: 'mkdocs.yml',
      content: serializeManifests({
        site_name: oneLine(title),
        nav: [{ 'Model card': 'index.md' }],
        plugins: ['techdocs-core'],
      }),
    },
    { path: 'docs/index.md', content: `${lines.join('\n')}\n` },
  ];
}

function cardText(card: string | undefined): string | undefined {
  const text = card?.slice(0, MAX_CARD_CHARACTERS).trim();
  if (!text) return undefined;
  // TechDocs includes a file of the machine that builds it where such a line says so; `;` before it makes it text.
  return text.replace(/-+8<-+/g, ';$&');
}

/** Puts the headings of a Markdown text a level deeper, leaving code blocks alone. */
function nestHeadings(markdown: string): string {
  let fence: string | undefined;
  return markdown
    .split(/\r?\n/)
    .map(line => {
      const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
      if (mark && (!fence || mark.startsWith(fence))) {
        fence = fence ? undefined : mark;
        return line;
      }
      const heading = fence ? undefined : /^(#{1,6})(\s.*)$/.exec(line);
      return heading
        ? `${'#'.repeat(Math.min(6, heading[1].length + 1))}${heading[2]}`
        : line;
    })
    .join('\n');
}
