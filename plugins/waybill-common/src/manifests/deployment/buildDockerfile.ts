import { parseReference } from '../../reference';
import type { PinnedPackage } from '../declaration';
import { ManifestError } from '../ManifestError';
import { formatPackage } from './modelAnnotations';
import { DEFAULT_MODEL_PATH } from './modelDelivery';
import { POD_SECURITY } from './podSecurity';
import { DEFAULT_PORT } from './probes';

/** `kit`, built by Go from a version of its module, which Go checks against its checksum database. @public */
export interface KitBuild {
  /** Image that holds `go`, by digest. */
  readonly goImage: string;
  /** `v1.2.3` */
  readonly version: string;
}

/** @public */
export interface DockerfileInput {
  /**
   * The package that the image will hold; a build may name another one by its argument `MODEL`. A modelcar is an image
   * itself, everything else is unpacked by kit.
   */
  readonly package: PinnedPackage;
  /** Image that holds `kit`, by digest, or how to build it. */
  readonly kitImage: string | KitBuild;
  /** Image to build on: a model server, or a language. By digest. */
  readonly serverImage: string;
  /** Files of the repository that the image needs, in the order in which they are copied. */
  readonly copies?: readonly { readonly from: string; readonly to: string }[];
  /** Commands that prepare the server, before the model is copied: the model changes more often. As root. */
  readonly run?: readonly (readonly string[])[];
  /** Files that are copied after the commands: they change more often than what the commands need. */
  readonly lateCopies?: readonly {
    readonly from: string;
    readonly to: string;
  }[];
  readonly command?: readonly string[];
  /** Default `/mnt/models`. */
  readonly modelPath?: string;
  /** Default 8080. */
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** A path in the build's context or the image: no spaces, no variables, no way up. */
const PATH = /^(?!.*(^|\/)\.\.(\/|$))[A-Za-z0-9_./@%+=,-]{1,512}$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,126}$/;

/**
 * A Dockerfile that takes the model apart in a stage of its own and copies it into the image of a server. The image runs
 * without root, and the model's files are its user's.
 *
 * @throws ManifestError `NOT_PINNED`, `INVALID_VALUE`
 * @throws InvalidReferenceError
 * @public
 */
export function buildDockerfile(input: DockerfileInput): string {
  const modelPath = checkPath(
    input.modelPath ?? DEFAULT_MODEL_PATH,
    'modelPath',
  );
  const port = checkPort(input.port ?? DEFAULT_PORT);
  const { runAsUser: user, runAsGroup: group } = POD_SECURITY;
  const env = Object.entries({
    MODEL_PATH: modelPath,
    PORT: `${port}`,
    ...input.env,
  });
  const steps = [
    ...copySteps(input.copies, 'copies'),
    ...(input.run ?? []).map(words => `RUN ${formatWords(words, 'run')}`),
    ...copySteps(input.lateCopies, 'lateCopies'),
  ];
  return `${[
    '# Which model the image holds. Pinned by digest: every layer is held against it.',
    `ARG MODEL=${formatPackage(input.package)}`,
    '',
    ...modelStage(input),
    '',
    `FROM ${checkPinned(input.serverImage, 'serverImage')}`,
    'USER 0:0',
    ...steps,
    `COPY --from=model --chown=${user}:${group} ${
      isImage(input) ? '/models' : '/tmp/model'
    } ${modelPath}`,
    'ARG MODEL',
    'LABEL waybill.dev/model="$MODEL"',
    ...env.map(
      ([name, value]) => `ENV ${checkVariable(name)}=${quoteWord(value)}`,
    ),
    // A number: Kubernetes cannot tell of a name whether it is root.
    `USER ${user}:${group}`,
    `EXPOSE ${port}`,
    ...(input.command?.length
      ? [`CMD ${formatWords(input.command, 'command')}`]
      : []),
  ].join('\n')}\n`;
}

function isImage({ package: { format } }: DockerfileInput): boolean {
  return format === 'modelcar';
}

function modelStage(input: DockerfileInput): string[] {
  if (isImage(input)) return ['FROM ${MODEL} AS model'];
  const unpack = [
    'ARG MODEL',
    'ENV KITOPS_HOME=/tmp/kitops',
    'RUN kit unpack "$MODEL" --dir /tmp/model --filter model',
  ];
  const { kitImage } = input;
  return typeof kitImage === 'string'
    ? [`FROM ${checkPinned(kitImage, 'kitImage')} AS model`, ...unpack]
    : [
        `FROM ${checkPinned(kitImage.goImage, 'kitImage.goImage')} AS model`,
        '# renovate: datasource=go depName=github.com/kitops-ml/kitops',
        `ARG KIT_VERSION=${checkVersion(kitImage.version)}`,
        'RUN CGO_ENABLED=0 GOBIN=/usr/local/bin go install "github.com/kitops-ml/kitops@${KIT_VERSION}" && ln -s kitops /usr/local/bin/kit',
        ...unpack,
      ];
}

function copySteps(
  copies: DockerfileInput['copies'] = [],
  field: string,
): string[] {
  return copies.map(
    ({ from, to }, index) =>
      `COPY ${checkPath(from, `${field}[${index}].from`)} ${checkPath(
        to,
        `${field}[${index}].to`,
      )}`,
  );
}

function checkVersion(version: string): string {
  if (!/^v\d+\.\d+\.\d+$/.test(version)) {
    throw invalid(
      'kitImage.version',
      `'${version.slice(0, 40)}' is no version of a Go module`,
    );
  }
  return version;
}

function checkPinned(image: string, field: string): string {
  if (parseReference(image).digest === undefined) {
    throw new ManifestError({
      code: 'NOT_PINNED',
      field,
      message: `The image '${image}' is named by a tag, which may mean other bytes tomorrow: add its digest.`,
    });
  }
  return image;
}

function checkPath(path: string, field: string): string {
  if (!PATH.test(path)) {
    throw invalid(field, `'${path.slice(0, 80)}' is no path for a Dockerfile`);
  }
  return path;
}

function checkPort(port: number): number {
  if (!Number.isInteger(port) || port < 1024 || port > 65_535) {
    throw invalid(
      'port',
      `${port} is no port for a server that runs without root`,
    );
  }
  return port;
}

function checkVariable(name: string): string {
  if (!VARIABLE.test(name)) {
    throw invalid('env', `'${name.slice(0, 80)}' is no name of a variable`);
  }
  return name;
}

/** The exec form: no shell reads it. */
function formatWords(words: readonly string[], field: string): string {
  if (words.length === 0 || words.some(word => /[\0\n\r]/.test(word))) {
    throw invalid(field, 'A command is words without line breaks');
  }
  return JSON.stringify(words);
}

/** Quoted so that the builder replaces nothing in it. */
function quoteWord(value: string): string {
  if (/[\0\n\r]/.test(value)) {
    throw invalid('env', 'A variable in a Dockerfile has one line');
  }
  return `"${value.replace(/[\\"$]/g, '\\$&')}"`;
}

function invalid(field: string, message: string): ManifestError {
  return new ManifestError({
    code: 'INVALID_VALUE',
    field,
    message: `${message}: change ${field}.`,
  });
}
