import { promises as fs } from 'node:fs';
import path from 'node:path';
import { runSuccessfully } from '../../../../processes';
import type { Client, ClientContext } from './Client';

async function crane(
  { tools, folder, signal }: ClientContext,
  ...args: readonly string[]
): Promise<void> {
  await runSuccessfully(tools.path('crane'), [...args, '--insecure'], {
    cwd: folder,
    env: { HOME: folder },
    signal,
  });
}

export const craneClient: Client = {
  name: 'crane',
  write: {
    modelcar: async (context, { folder }, { text }) => {
      const layer = path.join(context.folder, 'layer.tar');
      await runSuccessfully('tar', [
        '--transform=s,^\\.,models,',
        '-cf',
        layer,
        '-C',
        folder,
        '.',
      ]);
      await crane(
        context,
        'append',
        '--oci-empty-base',
        '-f',
        layer,
        '-t',
        text,
      );
    },
  },
  read: {
    modelcar: async (context, { text }) => {
      const archive = path.join(context.folder, 'image.tar');
      await crane(context, 'export', text, archive);
      return await untarModels(context.folder, [archive]);
    },
  },
  copy: (context, from, to) => crane(context, 'copy', from.text, to.text),
};

/** Unpacks the archives one over the other, as a container runtime does with layers. */
export async function untarModels(
  parent: string,
  archives: readonly string[],
): Promise<string> {
  const root = path.join(parent, 'root');
  await fs.mkdir(root);
  for (const archive of archives) {
    await runSuccessfully('tar', ['-xpf', archive, '-C', root]);
  }
  return path.join(root, 'models');
}
