import { line } from '../measuring';
import type { Pusher, Unpacker } from './Contender';

/** There is no tool for modelcars: this is what their guides do by hand. crane compresses, always. */
export const cranePush: Pusher = {
  name: 'tar + crane append',
  format: 'modelcar',
  push: ({ bench, model, reference, home }) => [
    line(
      'tar',
      '--transform',
      's,^\\.,models,',
      '-cf',
      `${home}/layer.tar`,
      '-C',
      model.folder,
      '.',
    ),
    line(
      bench.tools.path('crane'),
      'append',
      '--oci-empty-base',
      '--insecure',
      '-f',
      `${home}/layer.tar`,
      '-t',
      reference,
    ),
  ],
};

export const craneUnpack: Unpacker = {
  name: 'crane export | tar -x',
  format: 'modelcar',
  unpack: ({ bench, reference, target }) => [
    line('mkdir', target),
    [
      line(bench.tools.path('crane'), 'export', '--insecure', reference, '-'),
      line('tar', '-xf', '-', '-C', target),
    ].join(' | '),
  ],
};
