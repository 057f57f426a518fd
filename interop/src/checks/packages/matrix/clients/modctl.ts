import path from 'node:path';
import { runSuccessfully } from '../../../../processes';
import type { Client, ClientContext } from './Client';

async function modctl(
  { tools, folder, signal }: ClientContext,
  ...args: readonly string[]
): Promise<void> {
  await runSuccessfully(
    tools.path('modctl'),
    [
      ...args,
      '--plain-http',
      '--storage-dir',
      path.join(folder, 'store'),
      '--log-dir',
      path.join(folder, 'logs'),
      '--no-progress',
    ],
    { cwd: folder, env: { HOME: folder }, signal },
  );
}

export const modctlClient: Client = {
  name: 'modctl',
  write: {
    modelpack: (context, { folder, modelfile }, { text }) =>
      modctl(
        context,
        'build',
        '-t',
        text,
        '-f',
        modelfile,
        '--output-remote',
        folder,
      ),
  },
  read: {
    modelpack: async (context, { text }) => {
      const target = path.join(context.folder, 'extracted');
      await modctl(
        context,
        'pull',
        text,
        '--extract-from-remote',
        '--extract-dir',
        target,
      );
      return target;
    },
  },
};
