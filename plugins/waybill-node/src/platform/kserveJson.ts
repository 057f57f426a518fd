import type {
  ServingProtocol,
  ServingRuntimeFacts,
} from '@waybill/backstage-plugin-waybill-common';

const MAX_ITEMS = 50;
const MAX_TEXT_LENGTH = 253;
const PROTOCOLS: readonly string[] = [
  'v1',
  'v2',
  'grpc-v1',
  'grpc-v2',
] satisfies readonly ServingProtocol[];

/** Of what a cluster says of itself only this is read; anything may be anything. */
type Json = Readonly<Record<string, unknown>>;

function record(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : {};
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.slice(0, MAX_ITEMS).map(record) : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' &&
    value !== '' &&
    value.length <= MAX_TEXT_LENGTH
    ? value
    : undefined;
}

/**
 * Version of KServe by the tag of its controller's image, which is the only place that says it in every installation.
 *
 * @internal
 */
export function readControllerVersion(deployment: unknown): string | undefined {
  const template = record(record(record(deployment).spec).template);
  const images = list(record(template.spec).containers).flatMap(
    ({ name, image }) => (name === 'manager' ? text(image) ?? [] : []),
  );
  const label = text(
    record(record(record(deployment).metadata).labels)[
      'app.kubernetes.io/version'
    ],
  );
  const tags = images.map(image => /:([^:/@]+)(?:@.*)?$/.exec(image)?.[1]);
  return [...tags, label].find(
    candidate => candidate !== undefined && /^v?\d+\.\d+\./.test(candidate),
  );
}

/** Prefixes of a ClusterStorageContainer that KServe asks before a model server starts. @internal */
export function readPrefixes(container: unknown): string[] {
  const { spec, disabled } = record(container);
  const { supportedUriFormats, workloadType } = record(spec);
  const isAsked =
    disabled !== true &&
    (workloadType === undefined || workloadType === 'initContainer');
  return isAsked
    ? list(supportedUriFormats).flatMap(({ prefix }) => text(prefix) ?? [])
    : [];
}

/** @internal */
export function readRuntime(runtime: unknown): ServingRuntimeFacts[] {
  const { metadata, spec } = record(runtime);
  const name = text(record(metadata).name);
  if (!name) return [];
  const { supportedModelFormats, protocolVersions, disabled, workerSpec } =
    record(spec);
  const protocols = (
    Array.isArray(protocolVersions) ? protocolVersions : []
  ).filter((protocol): protocol is ServingProtocol =>
    PROTOCOLS.includes(String(protocol)),
  );
  return [
    {
      name,
      formats: list(supportedModelFormats).flatMap(format => {
        const formatName = text(format.name);
        const version = text(format.version);
        return formatName
          ? [
              {
                name: formatName,
                ...(version && { version }),
                ...(format.autoSelect === true && { isAutoSelected: true }),
                ...(typeof format.priority === 'number' && {
                  priority: format.priority,
                }),
              },
            ]
          : [];
      }),
      ...(protocols.length > 0 && { protocols }),
      ...(disabled === true && { isDisabled: true }),
      ...(workerSpec !== undefined && { isMultiNode: true }),
    },
  ];
}

/** @internal */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @internal */
export function fieldOf(value: unknown, name: string): unknown {
  return isRecord(value) && Object.hasOwn(value, name)
    ? value[name]
    : undefined;
}
