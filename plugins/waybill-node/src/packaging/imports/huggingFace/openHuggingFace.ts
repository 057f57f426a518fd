import {
  DEFAULT_RETRY_POLICY,
  type RetryPolicy,
} from '../../../registry/retry';
import type { SourceFile } from '../../FileTree';
import { IMPORTED_MODE, importTree, refuseTooLarge } from '../importTree';
import type { ImportPlan, ImportWarning } from '../ImportPlan';
import type { HubSettings, ImportSettings } from '../importSettings';
import type { HubSource } from '../importSource';
import { ImportError } from '../ImportError';
import { selectFiles, type FileSelection } from '../selectFiles';
import { HostRules } from '../web/HostRules';
import { resumingRead } from '../web/resumingRead';
import { WebClient } from '../web/WebClient';
import type { HubFile, HubModel } from './hubAnswers';
import { HubApi } from './HubApi';
import { readHubRefusal } from './hubRefusal';

/** @public */
export interface OpenHubOptions extends FileSelection {
  readonly settings: ImportSettings;
  readonly signal?: AbortSignal;
  readonly retryPolicy?: RetryPolicy;
}

/**
 * Opens a model of a hub that speaks Hugging Face's API: asks what it is and which files it has, at one commit. The
 * files are read when they are packaged: checked by size and digest, gone on with where a connection breaks, and the
 * same commit gives the same package each time.
 *
 * @throws ImportError; the signal's reason once it is aborted
 * @public
 */
export async function openHuggingFace(
  source: HubSource,
  options: OpenHubOptions,
): Promise<ImportPlan> {
  const { settings, signal, retryPolicy = DEFAULT_RETRY_POLICY } = options;
  const { model, revision } = source;
  const hub = hubOf(source, settings);
  const api = new HubApi(webOf(hub, model, options), hub.endpoint, model);
  const name = `hf://${model}@${revision}${
    source.path ? ` (${source.path})` : ''
  }`;
  const known = await api.readModel(revision, signal);
  if (known.gated) await api.checkAccess(signal);
  const listed = await api.listFiles(known.sha, signal);
  const { chosen, ignored, warnings } = selectFiles(
    source.path ? listed.filter(({ path }) => path === source.path) : listed,
    // who names one file has chosen already
    source.path ? { isPackage: true } : options,
    name,
  );
  refuseTooLarge(chosen, settings, name);
  const tree = importTree(
    `hf://${model}@${known.sha}`,
    chosen.map(file =>
      sourceFile(api, file, { commit: known.sha, model, retryPolicy }),
    ),
  );
  return {
    kind: 'huggingface',
    name,
    revision: known.sha,
    ...(licenseOf(known) ? { license: licenseOf(known) } : {}),
    files: tree.files.map(({ path, sizeBytes, digest }) => ({
      path,
      sizeBytes,
      ...(digest ? { digest } : {}),
    })),
    totalBytes: tree.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    warnings: [...warnings, ...warningsOf(known, model)],
    ignored,
    facts: factsOf(known),
    tree,
  };
}

function hubOf({ endpoint }: HubSource, { hubs }: ImportSettings): HubSettings {
  const hub = endpoint
    ? hubs.find(its => new URL(its.endpoint).origin === endpoint)
    : hubs[0];
  if (hub) return hub;
  throw new ImportError({
    code: 'HOST_NOT_ALLOWED',
    message: `No hub${
      endpoint ? ` at ${endpoint}` : ''
    } is configured: add it to waybill.huggingFace.`,
  });
}

function webOf(
  hub: HubSettings,
  model: string,
  { settings, retryPolicy = DEFAULT_RETRY_POLICY }: OpenHubOptions,
): WebClient {
  const rules = new HostRules(settings.allowedHosts);
  const { origin } = new URL(hub.endpoint);
  return new WebClient({
    check: url =>
      url.origin === origin ? 'anywhere' : rules.checkRedirect(url),
    ...(hub.token ? { token: { origin, value: hub.token } } : {}),
    ...(hub.ca ? { ca: hub.ca } : {}),
    readRefusal: readHubRefusal(hub, model),
    retryPolicy,
  });
}

function sourceFile(
  api: HubApi,
  file: HubFile,
  origin: {
    readonly commit: string;
    readonly model: string;
    readonly retryPolicy: RetryPolicy;
  },
): SourceFile {
  const { digest, gitBlob, path, sizeBytes } = file;
  const known = digest ?? (gitBlob && `git:${gitBlob}`);
  const remote = {
    name: `${path} of ${origin.model}`,
    sizeBytes,
    ...(known ? { digest: known } : {}),
    connect: (start: number, signal?: AbortSignal) =>
      api.openFile(origin.commit, file, { start, signal }),
  };
  return {
    path,
    sizeBytes,
    mode: IMPORTED_MODE,
    ...(digest ? { digest } : {}),
    ...(known ? { fingerprint: known } : {}),
    open: options =>
      resumingRead(remote, { ...options, retryPolicy: origin.retryPolicy }),
  };
}

function licenseOf({ cardData, tags }: HubModel): string | undefined {
  const { license, license_name: name } = cardData ?? {};
  const said = Array.isArray(license) ? license.join(', ') : license;
  const tag = tags?.find(its => its.startsWith('license:'))?.slice(8);
  const found = said || tag;
  return found === 'other' && name ? name : found;
}

function warningsOf(known: HubModel, model: string): ImportWarning[] {
  return [
    ...(known.gated
      ? [
          {
            code: 'GATED',
            message: `${model} is gated: its owner lets in who has agreed to its terms. Keep the package where only such people can read it.`,
          } as const,
        ]
      : []),
    ...(known.private
      ? [
          {
            code: 'PRIVATE',
            message: `${model} is private: keep the package private too.`,
          } as const,
        ]
      : []),
    ...(licenseOf(known)
      ? []
      : [
          {
            code: 'NO_LICENSE',
            message: `${model} names no license: ask its owner what may be done with it.`,
          } as const,
        ]),
  ];
}

function factsOf(known: HubModel): Record<string, string> {
  const { parameters, total } = known.safetensors ?? {};
  const counts = Object.values(parameters ?? {});
  const count = total ?? counts.reduce((sum, its) => sum + its, 0);
  return {
    ...(known.pipeline_tag ? { task: known.pipeline_tag } : {}),
    ...(known.library_name ? { library: known.library_name } : {}),
    ...(count > 0 ? { parameters: String(count) } : {}),
    ...(parameters && counts.length > 0
      ? { dtypes: Object.keys(parameters).sort().join(', ') }
      : {}),
  };
}
