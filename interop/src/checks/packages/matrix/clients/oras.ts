import { promises as fs } from 'node:fs';
import path from 'node:path';
import { runSuccessfully } from '../../../../processes';
import type { Client, ClientContext } from './Client';

async function oras(
  { tools, folder, signal }: ClientContext,
  cwd: string,
  ...args: readonly string[]
): Promise<void> {
  await runSuccessfully(tools.path('oras'), args, {
    cwd,
    env: { HOME: folder },
    signal,
  });
}

export const orasClient: Client = {
  name: 'oras',
  write: {
    artifact: (context, { folder, paths }, { text }) =>
      oras(
        context,
        folder,
        'push',
        '--plain-http',
        '--artifact-type=application/vnd.example.model',
        text,
        ...paths,
      ),
  },
  read: {
    artifact: async (context, { text }) => {
      const target = path.join(context.folder, 'pulled');
      await fs.mkdir(target);
      await oras(context, target, 'pull', '--plain-http', text);
      return target;
    },
  },
  copy: (context, from, to) =>
    oras(
      context,
      context.folder,
      'cp',
      '--from-plain-http',
      '--to-plain-http',
      from.text,
      to.text,
    ),
};
