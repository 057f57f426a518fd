import { parse } from 'yaml';
import { buildDeployFiles } from './buildDeployFiles';
import { declareModel, type DeployFilesInput } from './declareModel';

const valid: DeployFilesInput = {
  name: 'iris',
  repository: 'registry.example.com/models/iris',
  version: '1.0.0',
  digest: `sha256:${'ab'.repeat(32)}`,
  modelFormat: { name: 'sklearn' },
  environments: [{ name: 'dev', namespace: 'models' }],
};

const deploy = (change: Partial<DeployFilesInput> = {}) =>
  buildDeployFiles(declareModel({ ...valid, ...change }));

describe('declareModel', () => {
  it('takes a runtime, a format version and a protocol', () => {
    const [base] = deploy({
      runtime: 'kserve-mlserver',
      protocolVersion: 'v2',
      modelFormat: { name: 'sklearn', version: '1' },
    });
    expect(parse(base.content).spec.predictor.model).toEqual({
      modelFormat: { name: 'sklearn', version: '1' },
      runtime: 'kserve-mlserver',
      protocolVersion: 'v2',
    });
  });

  it.each<[Partial<DeployFilesInput>, string]>([
    [{ name: 'Iris' }, 'INVALID_NAME'],
    [{ name: '1iris' }, 'INVALID_NAME'],
    [{ name: 'iris-' }, 'INVALID_NAME'],
    [{ name: 'a'.repeat(49) }, 'INVALID_NAME'],
    [{ name: '../iris' }, 'INVALID_NAME'],
    [{ version: 'latest' }, 'TAG_LATEST'],
    [{ version: '1.0' }, 'INVALID_VERSION'],
    [{ version: '1.0.0+build' }, 'INVALID_TAG'],
    [{ digest: '' }, 'INVALID_DIGEST'],
    [{ digest: 'latest' }, 'INVALID_DIGEST'],
    [{ digest: `sha256:${'AB'.repeat(32)}` }, 'INVALID_DIGEST'],
    [{ repository: 'iris' }, 'INVALID_REFERENCE'],
    [{ repository: 'registry.example.com/Models/iris' }, 'INVALID_PATH'],
    [{ repository: 'registry.example.com/iris:1.0.0' }, 'INVALID_REFERENCE'],
    [{ repository: 'registry.example.com/../iris' }, 'INVALID_PATH'],
    [{ environments: [] }, 'NO_ENVIRONMENT'],
    [
      { environments: [{ name: '../dev', namespace: 'models' }] },
      'INVALID_NAME',
    ],
    [{ environments: [{ name: 'dev', namespace: 'Models' }] }, 'INVALID_NAME'],
  ])('and what is delivered refuse %j with %s', (change, code) => {
    expect(() => deploy(change)).toThrow(expect.objectContaining({ code }));
  });
});
