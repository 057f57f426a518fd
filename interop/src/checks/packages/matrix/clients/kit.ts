import path from 'node:path';
import { runSuccessfully } from '../../../../processes';
import type { Client, ClientContext, Read, Write } from './Client';

async function kit(
  { tools, folder, signal }: ClientContext,
  ...args: readonly string[]
): Promise<void> {
  await runSuccessfully(
    tools.path('kit'),
    [...args, '--config', path.join(folder, 'store'), '--progress=none'],
    { cwd: folder, env: { HOME: folder }, signal },
  );
}

const write =
  (...options: string[]): Write =>
  async (context, { folder, kitfile }, { text }) => {
    await kit(context, 'pack', folder, '-f', kitfile, '-t', text, ...options);
    await kit(context, 'push', text, '--plain-http');
  };

const read: Read = async (context, { text }) => {
  const target = path.join(context.folder, 'unpacked');
  await kit(context, 'unpack', text, '-d', target, '--plain-http');
  return target;
};

export const kitClient: Client = {
  name: 'kit',
  write: { modelkit: write(), modelpack: write('--use-model-pack') },
  read: { modelkit: read, modelpack: read },
};
