import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { Readable } from 'node:stream';
import type { PackagePlan } from '../PackageLayout';
import { planHelmChart } from './planHelmChart';

const chartFile = [
  '# kept',
  'apiVersion: v2',
  'name: iris',
  'type: application',
  'version: 1.0.0',
  'appVersion: 1.0.0',
  '',
].join('\n');

const files = [
  { path: 'environments/dev/values.yaml', content: 'model: {}\n' },
  { path: 'environments/dev/notes.txt', content: 'not for Helm\n' },
  { path: 'chart/Chart.yaml', content: chartFile },
  { path: 'chart/values.yaml', content: '{}\n' },
  { path: 'chart/templates/deployment.yaml', content: 'kind: Deployment\n' },
];

async function unpack(plan: PackagePlan): Promise<Record<string, string>> {
  const archive = extract();
  Readable.from([gunzipSync(await buffer(plan.layers[0].open()))]).pipe(
    archive,
  );
  const found: Record<string, string> = {};
  for await (const entry of archive) {
    found[entry.header.name] = await text(entry);
  }
  return found;
}

describe('planHelmChart', () => {
  it('lays a chart out as helm package does, with the values of the environments', async () => {
    const plan = planHelmChart(files, { version: '1.1.0' });
    const found = await unpack(plan);
    expect(Object.keys(found)).toEqual([
      'iris/Chart.yaml',
      'iris/environments/dev/values.yaml',
      'iris/templates/deployment.yaml',
      'iris/values.yaml',
    ]);
    expect(found['iris/Chart.yaml']).toBe(
      chartFile.replaceAll('1.0.0', '1.1.0'),
    );
  });

  it('has the types and the config that Helm reads', async () => {
    const plan = planHelmChart(files, { version: '1.1.0' });
    expect(plan.manifest).toMatchObject({
      config: { mediaType: 'application/vnd.cncf.helm.config.v1+json' },
      layers: [
        {
          mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
        },
      ],
      annotations: {
        'org.opencontainers.image.title': 'iris',
        'org.opencontainers.image.version': '1.1.0',
      },
    });
    expect(plan.manifest).not.toHaveProperty('artifactType');
    expect(JSON.parse(await text(plan.config.open()))).toEqual({
      apiVersion: 'v2',
      name: 'iris',
      type: 'application',
      version: '1.1.0',
      appVersion: '1.1.0',
    });
  });

  it('gives the same digest for the same files in any order', () => {
    const plan = planHelmChart(files, { version: '1.1.0' });
    expect(
      planHelmChart([...files].reverse(), { version: '1.1.0' }).descriptor,
    ).toEqual(plan.descriptor);
  });

  it.each([
    ['that has no Chart.yaml', undefined, 'There is no chart/Chart.yaml'],
    ['without a name', 'version: 1.0.0\n', "'name' is no name of a chart"],
    [
      'whose name leaves its folder',
      'name: ../iris\n',
      "'name' is no name of a chart",
    ],
    [
      'with a key twice',
      'name: iris\nname: other\n',
      'Map keys must be unique',
    ],
    ['that is a list', '- name: iris\n', "'name' is no name of a chart"],
  ])('refuses a chart %s', (_, content, message) => {
    const chart =
      content === undefined ? [] : [{ path: 'chart/Chart.yaml', content }];
    expect(() => planHelmChart(chart, { version: '1.0.0' })).toThrow(
      expect.objectContaining({
        code: 'PACKAGE_NOT_VALID',
        message: expect.stringContaining(message),
      }),
    );
  });
});
