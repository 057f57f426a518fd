import { promises as fs } from 'node:fs';
import path from 'node:path';
import { runSuccessfully } from '../../../../processes';
import { findSkopeo } from '../../../../tools';
import { SkippedError } from '../../../check';
import type { Client, ClientContext } from './Client';
import { untarModels } from './crane';

async function copy(
  { folder, signal }: ClientContext,
  from: string,
  to: string,
): Promise<void> {
  const skopeo = await findSkopeo();
  if (!skopeo.isAvailable) {
    throw new SkippedError(skopeo.reason);
  }
  await runSuccessfully(
    skopeo.path,
    [
      '--insecure-policy',
      'copy',
      '--preserve-digests',
      '--src-tls-verify=false',
      '--dest-tls-verify=false',
      from,
      to,
    ],
    { cwd: folder, env: { HOME: folder, XDG_RUNTIME_DIR: folder }, signal },
  );
}

export const skopeoClient: Client = {
  name: 'skopeo',
  write: {},
  read: {
    modelcar: async (context, { text }) => {
      const layout = path.join(context.folder, 'layout');
      await copy(context, `docker://${text}`, `dir:${layout}`);
      const manifest = JSON.parse(
        await fs.readFile(path.join(layout, 'manifest.json'), 'utf8'),
      ) as { layers: { digest: string }[] };
      return await untarModels(
        context.folder,
        manifest.layers.map(({ digest }) =>
          path.join(layout, digest.replace('sha256:', '')),
        ),
      );
    },
  },
  copy: (context, from, to) =>
    copy(context, `docker://${from.text}`, `docker://${to.text}`),
};
