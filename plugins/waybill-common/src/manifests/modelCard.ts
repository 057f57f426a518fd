import type { ModelFormat } from './kubernetes';
import { manifestsRepositoryOf } from './manifestsRepository';

/** @public */
export interface ModelCardInput {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly license?: string;
  readonly repository: string;
  readonly version: string;
  readonly digest: string;
  readonly modelFormat: ModelFormat;
  readonly environments: readonly { readonly name: string }[];
  /** The model's own card (Markdown), as it came with the files. */
  readonly modelCard?: string;
}

/**
 * README of a model's repository: what it is, which bytes it was shipped with and how anybody verifies them; the
 * model's own card follows.
 *
 * @public
 */
export function buildReadme(input: ModelCardInput): string {
  const reference = `${input.repository}@${input.digest}`;
  const lines = [
    `# ${input.title ?? input.name}`,
    '',
    ...(input.description ? [input.description, ''] : []),
    '| | |',
    '|---|---|',
    `| Packages | \`${input.repository}\` |`,
    `| First version | \`${input.version}\` (\`${input.digest}\`) |`,
    `| Format | ${formatName(input.modelFormat)} |`,
    ...(input.license ? [`| License | ${input.license} |`] : []),
    '',
    '## Where things are',
    '',
    '- `deploy/base`: the serving object that all environments share.',
    ...input.environments.map(
      ({ name }) =>
        `- \`deploy/environments/${name}\`: the digest that ${name} is to run.`,
    ),
    '- `catalog-info.yaml`: the model in the developer portal.',
    '',
    `What runs is what \`deploy/environments\` pins, by digest. It is delivered as the signed artifact`,
    `\`${manifestsRepositoryOf(input.repository)}\`.`,
    '',
    '## Verify the package',
    '',
    '```sh',
    `cosign verify --key cosign.pub --insecure-ignore-tlog ${reference}`,
    '```',
    '',
  ];
  const card = input.modelCard?.trim();
  return card
    ? `${lines.join('\n')}\n## Model card\n\n${nestHeadings(card)}\n`
    : lines.join('\n');
}

function formatName(format: ModelFormat): string {
  return format.version ? `${format.name} ${format.version}` : format.name;
}

/** Puts the headings of a Markdown text two levels deeper, leaving code blocks alone. */
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
        ? `${'#'.repeat(Math.min(6, heading[1].length + 2))}${heading[2]}`
        : line;
    })
    .join('\n');
}
