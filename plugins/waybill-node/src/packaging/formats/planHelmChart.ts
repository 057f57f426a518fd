import { parseDocument } from 'yaml';
import type { PackagePlan } from '../PackageLayout';
import { PackagingError } from '../PackagingError';
import { blobOf, sealManifest } from '../publish/sealManifest';
import { buildManifestsLayer, type ManifestFile } from './manifestsLayer';
import { contentsOf } from './planManifestsArtifact';

/** As Helm 3 writes and reads charts in registries (HIP-0006). */
const CONFIG_TYPE = 'application/vnd.cncf.helm.config.v1+json';
const CONTENT_TYPE = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';

const CHART_FOLDER = 'chart/';
const CHART_FILE = 'chart/Chart.yaml';
const CHART_NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

/**
 * Plans a Helm chart as OCI artifact, the same bytes for the same files. The chart's folder is called as the chart is, as
 * `helm package` has it; the values of the environments go with it below `environments/`, so that whoever delivers the
 * chart finds what each environment wants in the artifact.
 *
 * @param files - the delivered folder: `chart/…` and `environments/…`
 * @param options - `version`: of this chart; what its `Chart.yaml` said before is replaced, as by `helm package --version`
 * @throws PackagingError `PACKAGE_NOT_VALID` where it is no chart, `EMPTY_FOLDER`, `PATH_NOT_ALLOWED`, `TOO_MANY_FILES`
 * @public
 */
export function planHelmChart(
  files: readonly ManifestFile[],
  options: {
    readonly version: string;
    readonly annotations?: Readonly<Record<string, string>>;
  },
): PackagePlan {
  const chart = readChart(files, options.version);
  const layer = buildManifestsLayer(
    CONTENT_TYPE,
    files.flatMap(({ path, content }) => {
      if (path === CHART_FILE) {
        return [{ path: `${chart.name}/Chart.yaml`, content: chart.content }];
      }
      const place = placeInChart(path);
      return place ? [{ path: `${chart.name}/${place}`, content }] : [];
    }),
  );
  return {
    ...sealManifest({
      config: blobOf(CONFIG_TYPE, Buffer.from(JSON.stringify(chart.metadata))),
      layers: [layer.blob.descriptor],
      annotations: {
        'org.opencontainers.image.title': chart.name,
        'org.opencontainers.image.version': options.version,
        ...options.annotations,
      },
    }),
    ...contentsOf(layer),
  };
}

function placeInChart(path: string): string | undefined {
  if (path.startsWith(CHART_FOLDER)) return path.slice(CHART_FOLDER.length);
  return /^environments\/[^/]+\/values\.yaml$/.test(path) ? path : undefined;
}

interface Chart {
  readonly name: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly content: string;
}

function readChart(files: readonly ManifestFile[], version: string): Chart {
  const file = files.find(({ path }) => path === CHART_FILE);
  if (!file) {
    throw notValid(
      `There is no ${CHART_FILE} in the folder: write the manifests as a Helm chart first, or push them as they are.`,
    );
  }
  const document = parseDocument(file.content, { uniqueKeys: true });
  const [error] = document.errors;
  if (error) throw notValid(`${CHART_FILE}: ${error.message.split('\n')[0]}`);
  const before: unknown = document.toJS({ maxAliasCount: 10 });
  const name = fieldOf(before, 'name');
  if (typeof name !== 'string' || !CHART_NAME.test(name)) {
    throw notValid(
      `${CHART_FILE}: 'name' is no name of a chart: use lower-case letters, digits and '-'.`,
    );
  }
  document.set('version', version);
  if (fieldOf(before, 'appVersion') !== undefined) {
    document.set('appVersion', version);
  }
  return {
    name,
    metadata: document.toJS({ maxAliasCount: 10 }),
    content: document.toString({ lineWidth: 0 }),
  };
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : undefined;
}

function notValid(message: string): PackagingError {
  return new PackagingError({ code: 'PACKAGE_NOT_VALID', message });
}
