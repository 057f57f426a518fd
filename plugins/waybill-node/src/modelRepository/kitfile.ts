import {
  formatKitfile,
  validateVersion,
  type Kitfile,
  type RepositoryFile,
} from '@waybill/backstage-plugin-waybill-common';
import { oneLine } from './plainText';
import type { RepositoryPlan } from './RepositoryPlan';

/** The Kitfile: the one place that says what the model is called, and where its files are. */
export function buildKitfile(plan: RepositoryPlan): RepositoryFile {
  const { input, facts, name } = plan;
  const license = input.license && oneLine(input.license);
  const description = input.description && oneLine(input.description);
  const kitfile: Kitfile = {
    manifestVersion: '1.0.0',
    package: {
      name,
      version: validateVersion(input.declaration.package.version),
      ...(description && { description }),
      ...(license && { license }),
    },
    model: {
      name,
      path: plan.modelPath,
      ...(license && { license }),
      ...(facts.framework && { framework: facts.framework }),
      ...(facts.format && { format: facts.format }),
      ...(plan.modelParts.length > 0 && {
        parts: plan.modelParts.map(path => ({ path })),
      }),
      ...(facts.parameters !== undefined && { parameters: facts.parameters }),
    },
    code: [
      { path: 'code', description: 'Training and model server' },
      { path: 'requirements.txt', description: 'What the server needs' },
    ],
    datasets: facts.datasets,
    docs: [
      { path: 'docs/index.md', description: 'Model card' },
      { path: 'README.md', description: 'How to build, serve and release it' },
    ],
  };
  return { path: 'Kitfile', content: formatKitfile(kitfile) };
}
