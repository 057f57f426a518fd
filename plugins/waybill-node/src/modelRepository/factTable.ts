import { formatNameOf } from './catalogFiles';
import type { ModelRepositoryInput } from './ModelRepositoryInput';
import { inlineMarkdown } from './plainText';

/** What is certain of a model, as a table of Markdown. */
export function factTable({
  declaration,
  license,
}: ModelRepositoryInput): string[] {
  const { repository, version, digest } = declaration.package;
  const format = formatNameOf(declaration);
  return [
    '| | |',
    '|---|---|',
    `| Packages | \`${repository}\` |`,
    `| First version | \`${version}\` (\`${digest}\`) |`,
    `| Served by | ${declaration.serving.kind} |`,
    ...(format ? [`| Format | ${inlineMarkdown(format)} |`] : []),
    ...(license ? [`| License | ${inlineMarkdown(license)} |`] : []),
  ];
}
