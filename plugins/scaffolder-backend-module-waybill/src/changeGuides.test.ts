/** Runs what the guides on changing Git repositories show: their files, their step, and the difference that it makes. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { runAction } from './__testUtils__/runAction';
import { createDoubles } from './__testUtils__/shipDoubles';
import { createActions } from './createActions';

function read(guide: string) {
  const text = readFileSync(
    resolve(__dirname, '../../../docs/guides', guide),
    'utf8',
  );
  const blocks = (language: string) =>
    [
      ...text.matchAll(
        new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'),
      ),
    ].map(([, block]) => block);
  const files = blocks('yaml').flatMap(block => {
    const [, path, content] = /^# (\S+\.yaml)\n([\s\S]*)$/.exec(block) ?? [];
    return path ? [[path, content] as const] : [];
  });
  const [{ steps }] = blocks('yaml')
    .map(block => parse(block))
    .filter(block => block.steps);
  const [diff] = blocks('diff');
  return { files, step: steps[0], diff };
}

describe.each(['new-version.md', 'onboard-a-running-model.md'])(
  'docs/guides/%s',
  guide => {
    const { files, step, diff } = read(guide);

    it('shows the difference that its step makes to its files', async () => {
      const doubles = createDoubles();
      doubles.git.repositories.set('ml/iris', new Map(files));
      const digest = /^\+.*@(sha256:\w{64})/m.exec(diff)?.[1] ?? '';
      jest.spyOn(doubles.registry, 'resolve').mockResolvedValue({
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        digest,
        size: 2,
      });
      const action = createActions(doubles.dependencies).find(
        ({ id }) => id === step.action,
      )!;
      const { output } = await runAction(action, step.input, {
        workspacePath: '/nowhere',
        isDryRun: true,
      });
      expect(output.diff).toBe(diff);
    });
  },
);
