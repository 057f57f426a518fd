/** Holds `docs/reference/deployment-objects.md` to what is built and refused; `UPDATE_REFERENCE=1` writes it anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { serializeManifests } from '../serializeManifests';
import {
  deploymentInput,
  FULL_PROFILE,
  HTTP_ROUTE,
} from './__testUtils__/deploymentInput';
import { REFUSALS } from './__testUtils__/deploymentRefusals';
import { buildDeploymentObjects } from './buildDeploymentObjects';
import { listDeploymentProblems } from './listDeploymentProblems';

const FILE = resolve(
  __dirname,
  '../../../../../docs/reference/deployment-objects.md',
);

/** A generated part of the page, between two comments. */
const PARTS: Readonly<Record<string, () => string>> = {
  objects: () =>
    [
      [
        'The least that can be declared: an init container unpacks the model',
        buildDeploymentObjects(deploymentInput()),
      ] as const,
      [
        'All that an environment may want, with a canary',
        buildDeploymentObjects(
          deploymentInput({
            delivery: 'image-volume',
            serving: { route: HTTP_ROUTE },
            profile: FULL_PROFILE,
          }),
        ),
      ] as const,
    ]
      .map(
        ([title, objects]) =>
          `### ${title}\n\n\`\`\`yaml\n${serializeManifests(...objects)}\`\`\``,
      )
      .join('\n\n'),
  refusals: () =>
    [
      '| what is declared | code | field | what is said |',
      '| --- | --- | --- | --- |',
      ...REFUSALS.map(([what, changes, code, field]) => {
        const found = listDeploymentProblems(deploymentInput(changes)).find(
          problem => problem.code === code && problem.field === field,
        );
        return `| ${what} | \`${code}\` | \`${field}\` | ${cell(
          found?.message,
        )} |`;
      }),
    ].join('\n'),
};

function cell(text = ''): string {
  return text.replace(/[|*_<>[\]]/g, '\\$&');
}

describe('docs/reference/deployment-objects.md', () => {
  it.each(Object.keys(PARTS))('shows the %s as they are', part => {
    const text = readFileSync(FILE, 'utf8');
    const [begin, end] = [`<!-- ${part}: begin -->`, `<!-- ${part}: end -->`];
    const before = text.slice(0, text.indexOf(begin) + begin.length);
    const wanted = `${before}\n\n${PARTS[part]()}\n\n${text.slice(
      text.indexOf(end),
    )}`;
    if (process.env.UPDATE_REFERENCE) writeFileSync(FILE, wanted);
    expect(readFileSync(FILE, 'utf8')).toBe(wanted);
  });
});
