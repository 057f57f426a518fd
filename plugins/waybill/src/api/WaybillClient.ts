import { parseEntityRef } from '@backstage/catalog-model';
import { ResponseError } from '@backstage/errors';
import type {
  DiscoveryApi,
  FetchApi,
  IdentityApi,
} from '@backstage/frontend-plugin-api';
import type {
  AdmissionForecast,
  EditPreview,
  EditPreviewRequest,
  EnvironmentList,
  ModelOverview,
  Preview,
  PreviewRequest,
  ReferencePreview,
  ReferencePreviewRequest,
  RegistryList,
  RepositoryTags,
  TrustPolicyList,
  UploadReceipt,
  Verdict,
  VersionAttestations,
  VersionComparison,
  VersionContents,
} from '@waybill/backstage-plugin-waybill-common';
import { createTarball } from './tarball';
import { postWithProgress } from './postWithProgress';
import type {
  PodLogTarget,
  UploadFile,
  UploadOptions,
  VersionTarget,
  WaybillApi,
} from './WaybillApi';

/** Talks to the Waybill backend over HTTP. */
export class WaybillClient implements WaybillApi {
  constructor(
    private readonly deps: {
      fetchApi: FetchApi;
      discoveryApi: DiscoveryApi;
      identityApi: IdentityApi;
    },
  ) {}

  async getModelOverview(
    entityRef: string,
    options?: { signal?: AbortSignal },
  ): Promise<ModelOverview> {
    const response = await this.request(modelPath(entityRef), options);
    return response.json();
  }

  async getEnvironments(options?: {
    signal?: AbortSignal;
  }): Promise<EnvironmentList> {
    const response = await this.request('environments', options);
    return response.json();
  }

  async getPodLog(
    { entityRef, environment, pod }: PodLogTarget,
    options?: { signal?: AbortSignal },
  ): Promise<string> {
    const segments = [environment, pod].map(encodeURIComponent).join('/');
    const response = await this.request(
      `${modelPath(entityRef)}/pods/${segments}/log`,
      options,
    );
    return response.text();
  }

  async getVersionContents(
    { entityRef, digest }: VersionTarget,
    options?: { signal?: AbortSignal },
  ): Promise<VersionContents> {
    const response = await this.request(
      `${versionPath(entityRef, digest)}/files`,
      options,
    );
    return response.json();
  }

  async compareVersions(
    target: { entityRef: string; from: string; to: string },
    options?: { signal?: AbortSignal },
  ): Promise<VersionComparison> {
    const { entityRef, from, to } = target;
    const query = new URLSearchParams({ from, to });
    const response = await this.request(
      `${modelPath(entityRef)}/compare?${query}`,
      options,
    );
    return response.json();
  }

  async getVersionFile(
    target: VersionTarget & { path: string },
    options?: { signal?: AbortSignal },
  ): Promise<Blob> {
    const { entityRef, digest, path } = target;
    const query = new URLSearchParams({ path });
    const response = await this.request(
      `${versionPath(entityRef, digest)}/file?${query}`,
      options,
    );
    return response.blob();
  }

  async getTrustPolicies(options?: {
    signal?: AbortSignal;
  }): Promise<TrustPolicyList> {
    const response = await this.request('trust-policies', options);
    return response.json();
  }

  async getVersionAttestations(
    { entityRef, digest }: VersionTarget,
    options?: { signal?: AbortSignal },
  ): Promise<VersionAttestations> {
    const response = await this.request(
      `${versionPath(entityRef, digest)}/attestations`,
      options,
    );
    return response.json();
  }

  async getAdmissionForecast(
    target: VersionTarget & { environment: string },
    options?: { signal?: AbortSignal },
  ): Promise<AdmissionForecast> {
    const { entityRef, digest, environment } = target;
    const query = new URLSearchParams({ environment });
    const response = await this.request(
      `${versionPath(entityRef, digest)}/admission?${query}`,
      options,
    );
    return response.json();
  }

  async verifyVersion(
    { entityRef, digest }: VersionTarget,
    options?: { signal?: AbortSignal },
  ): Promise<Verdict> {
    const response = await this.request(
      `${versionPath(entityRef, digest)}/verify`,
      { ...options, method: 'POST' },
    );
    return response.json();
  }

  async getRegistries(options?: {
    signal?: AbortSignal;
  }): Promise<RegistryList> {
    const response = await this.request('registries', options);
    return response.json();
  }

  async getRepositoryTags(
    repository: string,
    options?: { signal?: AbortSignal },
  ): Promise<RepositoryTags> {
    const query = new URLSearchParams({ repository });
    const response = await this.request(`tags?${query}`, options);
    return response.json();
  }

  async preview(
    request: PreviewRequest,
    options?: { signal?: AbortSignal },
  ): Promise<Preview> {
    const response = await this.request('previews', {
      ...options,
      method: 'POST',
      body: request,
    });
    return response.json();
  }

  async previewEdits(
    request: EditPreviewRequest,
    options?: { signal?: AbortSignal },
  ): Promise<EditPreview> {
    const response = await this.request('previews/edits', {
      ...options,
      method: 'POST',
      body: request,
    });
    return response.json();
  }

  async previewReferences(
    request: ReferencePreviewRequest,
    options?: { signal?: AbortSignal },
  ): Promise<ReferencePreview> {
    const response = await this.request('previews/references', {
      ...options,
      method: 'POST',
      body: request,
    });
    return response.json();
  }

  async upload(
    files: readonly UploadFile[],
    options: UploadOptions = {},
  ): Promise<UploadReceipt> {
    const { discoveryApi, identityApi } = this.deps;
    const baseUrl = await discoveryApi.getBaseUrl('waybill');
    const { token } = await identityApi.getCredentials();
    const response = await postWithProgress(`${baseUrl}/uploads`, {
      ...options,
      token,
      headers: {
        'Content-Type': 'application/x-tar',
        'X-Waybill-Filename': 'model.tar',
      },
      body: createTarball(files),
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response.json();
  }

  private async request(
    path: string,
    options?: { signal?: AbortSignal; method?: 'POST'; body?: object },
  ): Promise<Response> {
    const { signal, method, body } = options ?? {};
    const response = await this.deps.fetchApi.fetch(
      `plugin://waybill/${path}`,
      {
        signal,
        method,
        ...(body && {
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        }),
      },
    );
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }
}

function modelPath(entityRef: string): string {
  const { kind, namespace, name } = parseEntityRef(entityRef);
  const segments = [kind.toLocaleLowerCase('en-US'), namespace, name];
  return `models/${segments.map(encodeURIComponent).join('/')}`;
}

function versionPath(entityRef: string, digest: string): string {
  return `${modelPath(entityRef)}/versions/${encodeURIComponent(digest)}`;
}
