import { line } from '../measuring';
import type { Pusher, Unpacker } from './Contender';

export const orasPush: Pusher = {
  name: 'oras push',
  format: 'artifact',
  push: ({ bench, model, reference }) => [
    line('cd', model.folder),
    line(
      bench.tools.path('oras'),
      'push',
      reference,
      '--plain-http',
      '--no-tty',
      '--artifact-type',
      'application/vnd.example.model',
      ...model.weights,
      ...model.configs,
      ...model.docs,
    ),
  ],
};

export const orasUnpack: Unpacker = {
  name: 'oras pull',
  format: 'artifact',
  unpack: ({ bench, reference, target }) => [
    line(
      bench.tools.path('oras'),
      'pull',
      reference,
      '--plain-http',
      '--no-tty',
      '-o',
      target,
    ),
  ],
};
