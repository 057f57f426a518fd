import type {
  DryRunResult,
  KubernetesObject,
} from '@waybill/backstage-plugin-waybill-common';
import type { ClusterHttp } from '../clusters/ClusterHttp';
import { isClusterError } from '../clusters/ClusterError';
import { collectionPath } from '../clusters/paths';

const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
/** Longer than a webhook may take. */
const TIMEOUT_MS = 40_000;
const MAX_MESSAGE_LENGTH = 1_000;

/** Name under which the fields would be owned; a dry run keeps nothing. */
const FIELD_MANAGER = 'waybill-forecast';

/** Plurals of kinds that serve models; no other object is ever sent. */
const PLURALS: Readonly<Record<string, string>> = {
  InferenceService: 'inferenceservices',
  LLMInferenceService: 'llminferenceservices',
  Deployment: 'deployments',
  StatefulSet: 'statefulsets',
};

/**
 * Lets the API server and its webhooks say what they would make of a serving object, without keeping it
 * (`dryRun=All`). Never throws but for an abort.
 *
 * @internal
 */
export async function dryRunAdmission(
  http: ClusterHttp,
  options: {
    readonly object: KubernetesObject;
    readonly namespace: string;
    readonly signal?: AbortSignal;
  },
): Promise<DryRunResult> {
  const { object, namespace, signal } = options;
  const { apiVersion = '', kind = '', metadata } = object;
  const name = metadata?.name;
  const plural = Object.hasOwn(PLURALS, kind) ? PLURALS[kind] : undefined;
  if (!plural || !name) {
    return {
      outcome: 'failed',
      message: `Waybill tries no ${kind || 'object without kind'}.`,
    };
  }
  const [group, version] = apiVersion.includes('/')
    ? apiVersion.split('/')
    : ['', apiVersion];
  const collection = collectionPath({ group, version, plural }, namespace);
  const query = `dryRun=All&fieldManager=${FIELD_MANAGER}&force=true`;
  try {
    const { status, body } = await http.send(
      {
        method: 'PATCH',
        path: `${collection}/${encodeURIComponent(name)}?${query}`,
        what: `dry run of ${kind} '${namespace}/${name}'`,
        contentType: 'application/apply-patch+yaml',
        body: JSON.stringify({
          ...object,
          metadata: {
            name,
            namespace,
            labels: metadata.labels,
            annotations: metadata.annotations,
          },
          status: undefined,
        }),
        signal,
        idleTimeoutMs: TIMEOUT_MS,
      },
      MAX_ANSWER_BYTES,
    );
    return toResult(status, readMessage(body));
  } catch (error) {
    signal?.throwIfAborted();
    return {
      outcome: 'failed',
      message: isClusterError(error)
        ? error.message
        : 'The cluster cannot be asked.',
    };
  }
}

/** A webhook that denies chooses its status itself, and many choose the one of a missing permission. */
const DENIAL = /admission webhook "[^"]+" denied the request|denied request/;

function toResult(status: number, message: string): DryRunResult {
  if (status === 200 || status === 201) {
    return {
      outcome: 'admitted',
      message: 'The API server and its webhooks would take it.',
    };
  }
  if (DENIAL.test(message)) return { outcome: 'denied', message };
  if (status === 401 || status === 403) {
    return {
      outcome: 'not-allowed',
      message: `The portal's account may not try it: ${message}`,
    };
  }
  return { outcome: 'failed', message: `HTTP ${status}: ${message}` };
}

function readMessage(body: Buffer): string {
  try {
    const { message } = JSON.parse(body.toString('utf8')) as {
      message?: unknown;
    };
    return typeof message === 'string'
      ? message.slice(0, MAX_MESSAGE_LENGTH)
      : 'no message';
  } catch {
    return 'an answer that is no JSON';
  }
}
