import { readFileSync } from 'node:fs';
import type { Config } from '@backstage/config';
import { ImportError } from './ImportError';
import { HostRules } from './web/HostRules';

/** A hub that speaks Hugging Face's API: its own, or a mirror of it. @public */
export interface HubSettings {
  /** `https://huggingface.co`, without a slash at its end. May have a path, as mirrors have. */
  readonly endpoint: string;
  /** Sent to this endpoint's origin and to no other. */
  readonly token?: string;
  /** Certificates of the authority that signed the hub's own, PEM; those that the machine trusts count too. */
  readonly ca?: string;
}

/** What imports may read from, and as whom. @public */
export interface ImportSettings {
  /** The first is meant where a source names no hub. */
  readonly hubs: readonly HubSettings[];
  /**
   * Hosts of web servers: `files.example.com`, `*.example.com`, `files.example.com:8443`; `http://…` without TLS. Names
   * that are listed as they are may have private addresses.
   */
  readonly allowedHosts: readonly string[];
  /**
   * True where a web server may send its clients to any host with HTTPS at a public address: where the user of the
   * machine asks. Otherwise to allowed hosts only.
   */
  readonly followsRedirects?: boolean;
  /** Largest import; 1 TiB where absent. */
  readonly maxBytes?: number;
}

const HUGGING_FACE = 'https://huggingface.co';

/**
 * Reads `waybill.huggingFace` and `waybill.imports`.
 *
 * @throws ImportError `CONFIG_INVALID`
 * @public
 */
export function importSettingsFromConfig(config: Config): ImportSettings {
  const hubs = (config.getOptionalConfigArray('waybill.huggingFace') ?? []).map(
    readHub,
  );
  hubs.forEach(({ endpoint }, index) => {
    if (hubs.findIndex(hub => hub.endpoint === endpoint) !== index)
      throw invalid(`'${endpoint}' is there twice`, 'keep one of them');
  });
  const allowedHosts =
    config.getOptionalStringArray('waybill.imports.allowedHosts') ?? [];
  const maxBytes = config.getOptionalNumber('waybill.imports.maxBytes');
  // a mistake is told when the portal starts
  void new HostRules(allowedHosts);
  return {
    hubs: hubs.length > 0 ? hubs : [{ endpoint: HUGGING_FACE }],
    allowedHosts,
    ...(maxBytes !== undefined ? { maxBytes } : {}),
  };
}

/**
 * What a laptop or a pipeline says: `HF_TOKEN` and `HF_ENDPOINT`, as the hub's own tools read them.
 *
 * @param options - `allowedHosts`: those that the user names
 * @throws ImportError `CONFIG_INVALID`
 * @public
 */
export function importSettingsFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  options: { readonly allowedHosts?: readonly string[] } = {},
): ImportSettings {
  const { HF_ENDPOINT, HF_TOKEN } = environment;
  return {
    hubs: [
      {
        endpoint: readEndpoint(HF_ENDPOINT || HUGGING_FACE),
        ...(HF_TOKEN?.trim() ? { token: readToken(HF_TOKEN) } : {}),
      },
    ],
    allowedHosts: options.allowedHosts ?? [],
    followsRedirects: true,
  };
}

function readHub(hub: Config): HubSettings {
  const endpoint = readEndpoint(
    hub.getOptionalString('endpoint') ?? HUGGING_FACE,
  );
  const token = hub.getOptionalString('token');
  const caFile = hub.getOptionalString('caFile');
  return {
    endpoint,
    ...(token ? { token: readToken(token) } : {}),
    ...(caFile ? { ca: readCa(caFile, endpoint) } : {}),
  };
}

function readEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isUsable =
    url &&
    /^https?:$/.test(url.protocol) &&
    !url.username &&
    !url.password &&
    !url.search &&
    !url.hash;
  if (!isUsable)
    throw invalid(
      'an endpoint is no URL of a hub',
      'give it without credentials, as in https://huggingface.co',
    );
  return url.href.replace(/\/+$/, '');
}

/** A line break would end the header that the token is sent in. */
function readToken(token: string): string {
  const trimmed = token.trim();
  if (/^[\x21-\x7e]{1,4096}$/.test(trimmed)) return trimmed;
  throw invalid('a token has characters that no token has', 'copy it again');
}

function readCa(caFile: string, endpoint: string): string {
  try {
    return readFileSync(caFile, 'utf8');
  } catch (cause) {
    throw invalid(
      `the caFile of '${endpoint}' (${caFile}) cannot be read`,
      'check its path and permissions',
      cause,
    );
  }
}

function invalid(what: string, todo: string, cause?: unknown): ImportError {
  return new ImportError({
    code: 'CONFIG_INVALID',
    cause,
    message: `In waybill.huggingFace ${what}: ${todo}.`,
  });
}
