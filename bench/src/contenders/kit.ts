import { line } from '../measuring';
import type { Pusher, Unpacker } from './Contender';

const QUIET = ['--progress', 'none', '--log-level', 'warn'];

/** `kit` packs into its own store and pushes from there; it has no other way. */
export const kitPush: Pusher = {
  name: 'kit pack + push',
  format: 'modelkit',
  push: ({ bench, model, reference, home }) => {
    const kit = (...args: string[]) =>
      line(
        bench.tools.path('kit'),
        ...args,
        '--config',
        `${home}/kit`,
        ...QUIET,
      );
    return [
      kit('pack', model.folder, '-f', model.kitfile, '-t', reference),
      kit('push', reference, '--plain-http'),
    ];
  },
};

export const kitUnpack: Unpacker = {
  name: 'kit unpack',
  format: 'modelkit',
  unpack: ({ bench, reference, home, target }) => [
    line(
      bench.tools.path('kit'),
      'unpack',
      reference,
      '-d',
      target,
      '--plain-http',
      '--config',
      `${home}/kit`,
      ...QUIET,
    ),
  ],
};
