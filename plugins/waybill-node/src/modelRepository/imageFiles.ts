import {
  buildDockerfile,
  type RepositoryFile,
} from '@waybill/backstage-plugin-waybill-common';
import { IMAGES, KIT_VERSION } from './pins';
import { pinOf, type RepositoryPlan } from './RepositoryPlan';

/** The image of the model server: the code of this repository and the model of the package. */
export function buildImageFile(plan: RepositoryPlan): RepositoryFile {
  const { facts } = plan;
  const isServedByUs = facts.serverImage === IMAGES.python;
  return {
    path: 'Dockerfile',
    content: buildDockerfile({
      package: { ...pinOf(plan), format: plan.format },
      kitImage: { goImage: IMAGES.go, version: KIT_VERSION },
      serverImage: facts.serverImage,
      copies: [{ from: 'requirements.txt', to: '/app/requirements.txt' }],
      run: [
        [
          isServedByUs ? 'python' : 'python3',
          '-m',
          'pip',
          'install',
          '--no-cache-dir',
          '--require-hashes',
          '--only-binary',
          ':all:',
          '-r',
          '/app/requirements.txt',
        ],
      ],
      lateCopies: [
        { from: 'Kitfile', to: '/app/Kitfile' },
        { from: 'code', to: '/app/code' },
      ],
      command: facts.command,
    }),
  };
}
