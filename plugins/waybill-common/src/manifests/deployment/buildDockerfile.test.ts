import {
  KIT_IMAGE,
  PACKAGE,
  REFERENCE,
  SERVER_IMAGE,
} from './__testUtils__/deploymentInput';
import { buildDockerfile, type DockerfileInput } from './buildDockerfile';

const INPUT: DockerfileInput = {
  package: PACKAGE,
  kitImage: KIT_IMAGE,
  serverImage: SERVER_IMAGE,
};

describe('buildDockerfile', () => {
  it('unpacks the model by digest in a stage of its own and runs without root', () => {
    expect(
      buildDockerfile({
        ...INPUT,
        copies: [
          { from: 'requirements.txt', to: '/app/' },
          { from: 'code/', to: '/app/' },
        ],
        run: [
          ['pip', 'install', '--require-hashes', '-r', '/app/requirements.txt'],
        ],
        command: ['python', '/app/inference.py'],
        env: { GREETING: 'say "hi" for $5' },
      }),
    ).toBe(
      `# Which model the image holds. Pinned by digest: every layer is held against it.
ARG MODEL=${REFERENCE}

FROM ${KIT_IMAGE} AS model
ARG MODEL
ENV KITOPS_HOME=/tmp/kitops
RUN kit unpack "$MODEL" --dir /tmp/model --filter model

FROM ${SERVER_IMAGE}
USER 0:0
COPY requirements.txt /app/
COPY code/ /app/
RUN ["pip","install","--require-hashes","-r","/app/requirements.txt"]
COPY --from=model --chown=1000:1000 /tmp/model /mnt/models
ARG MODEL
LABEL waybill.dev/model="$MODEL"
ENV MODEL_PATH="/mnt/models"
ENV PORT="8080"
ENV GREETING="say \\"hi\\" for \\$5"
USER 1000:1000
EXPOSE 8080
CMD ["python","/app/inference.py"]
`,
    );
  });

  it.each<[string, Partial<DockerfileInput>, string, string]>([
    ['a tag of kit', { kitImage: 'r.example/kit:1' }, 'NOT_PINNED', 'kitImage'],
    [
      'a tag of the server',
      { serverImage: 'r.example/server:1' },
      'NOT_PINNED',
      'serverImage',
    ],
    [
      'a path on the way up',
      { copies: [{ from: '../secret', to: '/app/' }] },
      'INVALID_VALUE',
      'copies[0].from',
    ],
    [
      'a path with another instruction',
      { copies: [{ from: 'a', to: '/app/\nRUN id' }] },
      'INVALID_VALUE',
      'copies[0].to',
    ],
    [
      'a variable as path',
      { modelPath: '/mnt/$HOME' },
      'INVALID_VALUE',
      'modelPath',
    ],
    [
      'a command of two lines',
      { command: ['python\nRUN id'] },
      'INVALID_VALUE',
      'command',
    ],
    ['an empty command', { run: [[]] }, 'INVALID_VALUE', 'run'],
    [
      'a value of two lines',
      { env: { A: 'b\nUSER 0' } },
      'INVALID_VALUE',
      'env',
    ],
    [
      'a variable that is none',
      { env: { 'A=1 B': 'c' } },
      'INVALID_VALUE',
      'env',
    ],
    ['a port of root', { port: 80 }, 'INVALID_VALUE', 'port'],
  ])('refuses %s', (_, changes, code, field) => {
    expect(() => buildDockerfile({ ...INPUT, ...changes })).toThrow(
      expect.objectContaining({ name: 'ManifestError', code, field }),
    );
  });

  it('builds kit from its module, and copies the code after what it needs', () => {
    const lines = buildDockerfile({
      ...INPUT,
      kitImage: { goImage: KIT_IMAGE, version: 'v1.15.0' },
      run: [['pip', 'install']],
      lateCopies: [{ from: 'code', to: '/app/code' }],
    }).split('\n');
    expect(lines).toContain('ARG KIT_VERSION=v1.15.0');
    expect(lines.indexOf('COPY code /app/code')).toBe(
      lines.indexOf('RUN ["pip","install"]') + 1,
    );
  });

  it('takes the model out of a modelcar as it is', () => {
    const text = buildDockerfile({
      ...INPUT,
      package: { ...PACKAGE, format: 'modelcar' },
    });
    expect(text).toContain('\nFROM ${MODEL} AS model\n');
    expect(text).toContain(' /models /mnt/models\n');
    expect(text).not.toContain('kit unpack');
  });

  it.each(['latest', 'v1.0.0 && reboot', ''])(
    'refuses the version %j of kit',
    version => {
      expect(() =>
        buildDockerfile({
          ...INPUT,
          kitImage: { goImage: KIT_IMAGE, version },
        }),
      ).toThrow(expect.objectContaining({ field: 'kitImage.version' }));
    },
  );

  it('refuses a package that is not pinned', () => {
    expect(() =>
      buildDockerfile({ ...INPUT, package: { ...PACKAGE, digest: '1.0.0' } }),
    ).toThrow(expect.objectContaining({ name: 'InvalidReferenceError' }));
  });
});
