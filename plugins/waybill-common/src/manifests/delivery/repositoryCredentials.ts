import { parseRepository } from '../../reference';
import { ARGOCD_NAMESPACE } from '../argocd/argoApplication';
import type { DeliveryEngine } from '../declaration';
import { FLUX_NAMESPACE } from '../flux/fluxSources';
import type { KubernetesManifest } from '../kubernetes';
import { gitUrlFault } from './deliveryGrammar';
import { checkFields, refuse } from './refuse';

/** A place in a store of secrets. @public */
export interface RemoteSecret {
  readonly key: string;
  readonly property?: string;
}

/** Where credentials come from: they themselves are never written. @public */
export type CredentialsOrigin =
  | {
      /** Of the External Secrets operator. */
      readonly kind: 'ExternalSecret';
      readonly store: {
        readonly name: string;
        readonly kind?: 'SecretStore' | 'ClusterSecretStore';
      };
      readonly username: RemoteSecret;
      readonly password: RemoteSecret;
      /** Default `1h`. */
      readonly refreshInterval?: string;
    }
  | {
      /** Of Sealed Secrets: what `kubeseal` gave, entry by entry. */
      readonly kind: 'SealedSecret';
      readonly encryptedData: Readonly<Record<string, string>>;
    };

/** @public */
export interface RepositoryCredentialsInput {
  /** What the Secret is called that comes of it. */
  readonly name: string;
  readonly engine: DeliveryEngine;
  readonly type: 'git' | 'oci';
  /** `https://git.example.com/ml/iris.git`; `host/path` of a registry. */
  readonly url: string;
  /** With Argo CD: for all repositories whose URL begins so. */
  readonly isPrefix?: boolean;
  readonly isPlainHttp?: boolean;
  /** Default `flux-system`, `argocd`. */
  readonly namespace?: string;
  readonly origin: CredentialsOrigin;
}

interface SecretTemplate {
  readonly type: string;
  readonly metadata?: { readonly labels: Readonly<Record<string, string>> };
  readonly data: Readonly<Record<string, string>>;
}

/** Two bytes of length, an RSA block, and what it encrypts: nothing that a person could have typed. */
const SEALED = /^A[gQ][A-D][A-Za-z0-9+/]{300,20000}={0,2}$/;

/**
 * Says where the credentials for a repository come from; the operator in the cluster makes the Secret.
 *
 * @throws ManifestError `INVALID_NAME`, `INVALID_VALUE`, `MISSING`; InvalidReferenceError
 * @public
 */
export function buildRepositoryCredentials(
  input: RepositoryCredentialsInput,
): KubernetesManifest {
  const { origin } = input;
  checkFields([
    ['name', 'name', input.name],
    ['namespace', 'label', input.namespace],
  ]);
  const template = templateOf(input, urlOf(input));
  const metadata = {
    name: input.name,
    namespace:
      input.namespace ??
      (input.engine === 'flux' ? FLUX_NAMESPACE : ARGOCD_NAMESPACE),
  };
  return origin.kind === 'ExternalSecret'
    ? buildExternalSecret(metadata, template, origin)
    : buildSealedSecret(metadata, template, origin);
}

function urlOf({ type, url }: RepositoryCredentialsInput): string {
  if (type === 'oci') {
    const { host, path } = parseRepository(url);
    return `oci://${host}/${path}`;
  }
  const fault = gitUrlFault(url);
  return fault
    ? refuse('INVALID_VALUE', 'url', `The repository cannot be read: ${fault}`)
    : url;
}

function templateOf(
  input: RepositoryCredentialsInput,
  url: string,
): SecretTemplate {
  const { engine, type, isPrefix, isPlainHttp } = input;
  const basic = { username: '{{ .username }}', password: '{{ .password }}' };
  if (engine === 'argo-cd') {
    return {
      type: 'Opaque',
      metadata: {
        labels: {
          'argocd.argoproj.io/secret-type': isPrefix
            ? 'repo-creds'
            : 'repository',
        },
      },
      data: {
        type,
        url,
        ...(isPlainHttp && { insecure: 'true', insecureOCIForceHttp: 'true' }),
        ...basic,
      },
    };
  }
  if (type === 'git') return { type: 'Opaque', data: basic };
  const { host } = parseRepository(input.url);
  return {
    type: 'kubernetes.io/dockerconfigjson',
    data: {
      '.dockerconfigjson': `{"auths":{"${host}":{"username":{{ .username | toJson }},"password":{{ .password | toJson }}}}}`,
    },
  };
}

type Origin<K extends CredentialsOrigin['kind']> = Extract<
  CredentialsOrigin,
  { readonly kind: K }
>;

function buildExternalSecret(
  metadata: KubernetesManifest['metadata'],
  template: SecretTemplate,
  origin: Origin<'ExternalSecret'>,
): KubernetesManifest {
  checkFields([
    ['origin.store.name', 'name', origin.store.name],
    ['origin.refreshInterval', 'duration', origin.refreshInterval],
  ]);
  const { username, password, store } = origin;
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata,
    spec: {
      refreshInterval: origin.refreshInterval ?? '1h',
      secretStoreRef: {
        name: store.name,
        kind: store.kind ?? 'ClusterSecretStore',
      },
      target: { name: metadata.name, template },
      data: Object.entries({ username, password }).map(([secretKey, from]) => ({
        secretKey,
        remoteRef: remoteReference(`origin.${secretKey}`, from),
      })),
    },
  };
}

function remoteReference(field: string, from: RemoteSecret): RemoteSecret {
  const isText = (text: string) => /^[\w./:@+-]{1,250}$/.test(text);
  if (!isText(from.key) || !isText(from.property ?? 'none')) {
    refuse(
      'INVALID_VALUE',
      field,
      'Say where the store has it, by a key such as ml/registry and a property such as password',
    );
  }
  return {
    key: from.key,
    ...(from.property !== undefined && { property: from.property }),
  };
}

function buildSealedSecret(
  metadata: KubernetesManifest['metadata'],
  template: SecretTemplate,
  { encryptedData }: Origin<'SealedSecret'>,
): KubernetesManifest {
  const needed = Object.entries(template.data).filter(([, text]) =>
    text.includes('{{'),
  );
  for (const [key] of needed) {
    const sealed = encryptedData[key];
    if (sealed === undefined) {
      refuse(
        'MISSING',
        `origin.encryptedData.${key}`,
        `Give '${key}' as kubeseal --raw printed it`,
      );
    }
    if (!SEALED.test(sealed)) {
      refuse(
        'INVALID_VALUE',
        `origin.encryptedData.${key}`,
        'This was not sealed by kubeseal: a plain secret is not written',
      );
    }
  }
  const isPlain = ([, text]: readonly [string, string]) => !text.includes('{{');
  const plain = Object.entries(template.data).filter(isPlain);
  return {
    apiVersion: 'bitnami.com/v1alpha1',
    kind: 'SealedSecret',
    metadata,
    spec: {
      encryptedData: Object.fromEntries(
        needed.map(([key]) => [key, encryptedData[key]]),
      ),
      template: {
        type: template.type,
        ...(template.metadata && { metadata: template.metadata }),
        ...(plain.length > 0 && { data: Object.fromEntries(plain) }),
      },
    },
  };
}
