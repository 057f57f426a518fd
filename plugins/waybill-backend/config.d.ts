export interface Config {
  /**
   * Waybill: ships models the GitOps way and shows what runs where.
   */
  waybill?: {
    /**
     * True where the portal runs on the sandbox. The pages then say that what they show is a demonstration.
     *
     * @visibility frontend
     */
    isSandbox?: boolean;

    /**
     * OCI registries with models. Only these hosts, and their mirrors, are ever talked to.
     */
    registries?: Array<{
      /** Host with port, e.g. `registry.example.com:5000`; `docker.io` for Docker Hub. */
      host: string;
      /** Speak HTTP without TLS. For registries on the own machine only. */
      plainHttp?: boolean;
      /** Absolute path of the certificate authority's PEM, where it is not one that the machine trusts. */
      caFile?: string;
      /** Absolute path of the certificate (PEM) with which Waybill says who it is. */
      clientCertificateFile?: string;
      /** Absolute path of the key (PEM) of that certificate. */
      clientKeyFile?: string;
      /** User to sign in as. */
      username?: string;
      /**
       * Password or token of that user.
       *
       * @visibility secret
       */
      password?: string;
      /**
       * Refresh token for the registry's token server (OAuth2), as docker's `identitytoken`.
       *
       * @visibility secret
       */
      identityToken?: string;
      /**
       * Bearer token for the registry itself, as docker's `registrytoken`.
       *
       * @visibility secret
       */
      registryToken?: string;
      /**
       * `docker`: the credentials are where docker or podman keep them, with their credential helpers. In place of
       * `username` and the tokens.
       */
      credentials?: 'docker';
      /** Absolute path of a `config.json` of docker or an `auth.json` of podman, where it is not in the usual place. */
      dockerConfigFile?: string;
      /**
       * The registry takes a blob in one request only. Known by their names: GHCR, ECR and Google's.
       */
      monolithicUploads?: boolean;
      /**
       * Copies of the registry, asked in this order for what is named by digest, before the registry itself. Nothing is
       * written there, and the registry's credentials are not sent there.
       */
      mirrors?: Array<{
        /** Host with port. */
        host: string;
        /** Path below which the mirror keeps the repositories, e.g. `dockerhub`. */
        pathPrefix?: string;
        /**
         * Resolve tags there too. What a tag names there may be old: leave it out for registries that Waybill
         * publishes to.
         */
        hasTags?: boolean;
        /** Speak HTTP without TLS. */
        plainHttp?: boolean;
        /** Absolute path of the certificate authority's PEM. */
        caFile?: string;
        /** Absolute path of the certificate (PEM) with which Waybill says who it is. */
        clientCertificateFile?: string;
        /** Absolute path of the key (PEM) of that certificate. */
        clientKeyFile?: string;
        /** User to sign in to the mirror as. */
        username?: string;
        /**
         * Password or token of that user.
         *
         * @visibility secret
         */
        password?: string;
        /**
         * Refresh token for the mirror's token server (OAuth2).
         *
         * @visibility secret
         */
        identityToken?: string;
        /**
         * Bearer token for the mirror itself.
         *
         * @visibility secret
         */
        registryToken?: string;
        /** `docker`: the credentials are where docker or podman keep them. */
        credentials?: 'docker';
        /** Absolute path of the file with them, where it is not in the usual place. */
        dockerConfigFile?: string;
      }>;
    }>;

    /**
     * The places where models run, in the order in which a model passes them.
     */
    environments?: Array<{
      /** Short name in lower case, e.g. `dev`. Also the name of the folder below `deploy/environments`. */
      name: string;
      /** Name for people; the short name where absent. */
      title?: string;
      /** Name of a cluster in `kubernetes.clusterLocatorMethods`. */
      cluster: string;
      /** Namespace of the models in that cluster. */
      namespace: string;
      /**
       * What is known of Kubernetes and KServe there: the compatibility check tells by it what can be served. Whatever is
       * left out counts as not known.
       */
      platform?: {
        /** Version of Kubernetes in quotes, e.g. `'v1.35.2'`. */
        kubernetes?: string;
        /** How the feature gate ImageVolume is set. */
        imageVolume?: boolean;
        /** Container runtime of the nodes, as `kubectl get nodes -o wide` shows it: `containerd://2.1.4`. */
        containerRuntime?: string;
        /** Platforms of the nodes, e.g. `linux/amd64`. */
        platforms?: string[];
        /** Version of KServe in quotes, e.g. `'v0.20.0'`. */
        kserve?: string;
        /** Setting `enableModelcar` of KServe's storageInitializer. */
        enableModelcar?: boolean;
        /** Setting `enableOciModelSupport` of KServe's storageInitializer. */
        enableOciModelSupport?: boolean;
        /** Setting `ociModelMode` of KServe's storageInitializer. */
        ociModelMode?: 'modelcar' | 'native' | 'fetch';
        /** Setting `uidModelcar` of KServe's storageInitializer. */
        uidModelcar?: number;
        /** Prefixes that the cluster's ClusterStorageContainers take, e.g. `kit://`. */
        storagePrefixes?: string[];
        /** Namespace of KServe, where its settings are read; `kserve` where absent. */
        kserveNamespace?: string;
      };
      /** Who applies what is declared there; `flux` where absent. */
      engine?: 'flux' | 'argo-cd';
      /** Where the engine takes it from: an artifact in a registry (`oci`, where absent), or the model's Git repository. */
      source?: 'oci' | 'git';
      /** How it is written: a Kustomize overlay (where absent), or values of a Helm chart. */
      form?: 'kustomize' | 'helm';
      /**
       * What models get there where their form says nothing else: the name of a profile that comes with Waybill, or one
       * written out. Nothing is changed of what KServe does by itself where it is absent.
       */
      profile?:
        | 'dev'
        | 'staging'
        | 'production'
        | 'dev-gpu'
        | 'staging-gpu'
        | 'production-gpu'
        | {
            /** Replicas of the model server. */
            replicas?: { min: number; max?: number };
            /** Quantities in quotes, as Kubernetes writes them: `cpu: '2'`, `memory: 8Gi`. */
            resources?: {
              requests?: { [resource: string]: string };
              limits?: { [resource: string]: string };
            };
            /** Whole GPUs of each replica. */
            gpu?: {
              count: number;
              /** `nvidia.com/gpu` where absent. */
              resource?: string;
            };
            logLevel?: 'debug' | 'info' | 'warning' | 'error';
            autoscaling?: {
              class: 'hpa' | 'keda' | 'kpa' | 'none';
              metric?: 'cpu' | 'memory' | 'concurrency' | 'rps';
              /** Percent for `cpu` and `memory`, else a count for each replica. */
              target?: number;
            };
            /** A Job that asks the model again and again, anew with each version. */
            syntheticLoad?: {
              requestsPerSecond: number;
              durationSeconds: number;
              /** Image with curl and a shell, `host/path@sha256:…`. */
              image: string;
              /** Path of the request; the model's health where absent. */
              path?: string;
              /** JSON that is sent; a request without a body where absent. */
              body?: string;
            };
            /** Whether the Prometheus operator is told to read the model's metrics. */
            isMonitored?: boolean;
            /** Either of the two: a number of pods, or a share such as `50%`. */
            disruptionBudget?: {
              minAvailable?: number | string;
              maxUnavailable?: number | string;
            };
            /** Labels of the nodes. */
            nodeSelector?: { [label: string]: string };
            /** Tolerations, as Kubernetes writes them. */
            tolerations?: Array<{
              key?: string;
              operator?: string;
              value?: string;
              effect?: string;
              tolerationSeconds?: number;
            }>;
            /** Further variables of the model server. Never a secret: they go into Git. */
            env?: { [name: string]: string };
          };
      /** What is the same for the delivery objects of all models there. */
      delivery?: {
        /** Namespace of the delivery objects; `flux-system` or `argocd` where absent. */
        controlNamespace?: string;
        /** As whom Flux applies; needed where it runs with its lockdown for tenants. */
        serviceAccountName?: string;
        /** AppProject of Argo CD; `default` where absent. */
        project?: string;
        /** API server that Argo CD applies to; `https://kubernetes.default.svc` where absent. */
        destinationServer?: string;
        /** How long Flux waits until a model is ready, e.g. `10m`. */
        timeout?: string;
        /** How often Flux looks at the source, e.g. `1m`. */
        interval?: string;
        /** Name of a Secret with the credentials of the source, made by somebody else. */
        credentialsSecret?: string;
        /**
         * Who must have signed the manifests: `none`, or keys or identities. The keys of the Secret `cosign-pub` where
         * absent. Argo CD cannot check.
         */
        verification?:
          | 'none'
          | {
              /** Name of the Secret with the public keys. */
              keySecret?: string;
              identities?: Array<{ issuer: string; subject: string }>;
              /** Name of the Secret with the trust root of these identities. */
              trustedRootSecret?: string;
            };
      };
      /** Where a shipped model is enrolled, so that the delivery engine of the cluster finds it. */
      fleet?: {
        /** URL of the Git repository. */
        repository: string;
        /** Folder for this environment. */
        path: string;
        /** Branch; the default branch where absent. */
        branch?: string;
      };
    }>;

    /**
     * Who signs packages: keys, or an identity without one.
     */
    signing?: {
      /** Each gives exactly one of privateKeyFile, privateKeyEnv, kubernetesSecret, kms and keyless. */
      keys?: Array<{
        /** Name by which templates choose the key. */
        name: string;
        /** Absolute path of a private key in PEM, or as `cosign generate-key-pair` writes it. */
        privateKeyFile?: string;
        /** Name of the variable of the backend's environment that holds the private key. */
        privateKeyEnv?: string;
        /** Absolute path of a file that holds the password of a key from a file or variable. */
        passwordFile?: string;
        /** Name of the variable that holds that password. */
        passwordEnv?: string;
        /**
         * The password itself, where it is in neither.
         *
         * @visibility secret
         */
        password?: string;
        /** A secret as `cosign generate-key-pair k8s://namespace/name` writes it: `cosign.key` and `cosign.password`. */
        kubernetesSecret?: {
          /** Name of a cluster in `kubernetes.clusterLocatorMethods`; may be left out where there is only one. */
          cluster?: string;
          namespace: string;
          name: string;
        };
        /** A key that never leaves its KMS: `hashivault://key`. */
        kms?: string;
        /**
         * Sign by a short-lived certificate for an OIDC identity. Sigstore's public-good instance where no URL is given;
         * otherwise only those that are given are asked. With a public log, the identity and what it signed are public.
         */
        keyless?: {
          /** URL of Fulcio, which issues certificates. */
          fulcioUrl?: string;
          /** URL of the transparency log. */
          rekorUrl?: string;
          /** Version of that log's API; 1 where absent. Version 2 needs a timestampUrl. */
          rekorVersion?: 1 | 2;
          /** URL of a timestamp authority. */
          timestampUrl?: string;
          /** Absolute path of the certificate authority's PEM of these services, where the machine does not trust it. */
          caFile?: string;
          /**
           * Absolute path of a file with the OIDC token; read for each signing. Without it and identityTokenEnv, GitHub
           * Actions is asked, or `SIGSTORE_ID_TOKEN` read.
           */
          identityTokenFile?: string;
          /** Name of the variable that holds the token. */
          identityTokenEnv?: string;
          /** Audience that GitHub Actions is asked for; `sigstore` where absent. */
          audience?: string;
        };
      }>;
      /** HashiCorp Vault or OpenBao, for keys with `kms: hashivault://…`. */
      vault?: {
        /** URL; the variable VAULT_ADDR where absent. */
        address?: string;
        /**
         * Token; the variable VAULT_TOKEN where absent. Sent to this address only.
         *
         * @visibility secret
         */
        token?: string;
        /** Absolute path of a file that holds the token; read for each signing. */
        tokenFile?: string;
        /** Namespace of Vault Enterprise. */
        namespace?: string;
        /** Path at which the transit engine is mounted; `transit` where absent. */
        transitPath?: string;
        /** Absolute path of the certificate authority's PEM, where it is not one that the machine trusts. */
        caFile?: string;
      };
    };

    /**
     * Which signatures are accepted.
     */
    verification?: {
      /**
       * Whose certificates, log entries and timestamps are believed. `public-good`, Sigstore's own instance by TUF, is
       * there without being named here. Each has either `file` or `tuf`.
       */
      trustRoots?: Array<{
        /** Name by which policies know it. */
        name: string;
        /** Absolute path of a `trusted_root.json`. */
        file?: string;
        /** A repository of The Update Framework that publishes `trusted_root.json`. */
        tuf?: {
          /** URL of the repository; Sigstore's public-good instance where absent. */
          mirror?: string;
          /** Absolute path of the `root.json` to begin with. Needed with a mirror of one's own. */
          rootFile?: string;
          /** Absolute path of a folder for what was read; in the user's folder for data where absent. */
          cacheDirectory?: string;
        };
      }>;
      policies?: Array<{
        /** Name of the policy, shown with what it accepts. */
        name: string;
        /** Globs over `host/path`: `*` stays inside a segment, `**` crosses segments. */
        repositories: string[];
        /** Any one of these keys, or of the identities, must have signed. */
        keys?: Array<{
          /** Name of the key, shown with what it signed. */
          name: string;
          /** Absolute path of the public key in PEM. */
          publicKeyFile?: string;
          /** The public key in PEM, where it is not in a file. */
          publicKey?: string;
        }>;
        /** Who may sign without a key, by a certificate. */
        identities?: Array<{
          /** Name of the identity, shown with what it signed. */
          name: string;
          /** OIDC issuer, as it is written in the certificate, e.g. `https://token.actions.githubusercontent.com`. */
          issuer: string;
          /** Subject of the certificate (e-mail address or URI); a glob: `*` stays inside a segment, `**` crosses segments. */
          subject: string;
        }>;
        /** Name of the trust root. `public-good` where absent and one is needed. */
        trustRoot?: string;
        /** An entry of a transparency log. `required` where absent and the policy has no keys, else `optional`. */
        transparencyLog?: 'required' | 'optional';
        /** A timestamp of an authority (RFC 3161). `optional` where absent. */
        timestamp?: 'required' | 'optional';
        /** Predicate types of attestations that the policy's own signers must have attached besides. */
        attestations?: string[];
      }>;
    };

    /**
     * What forms start with.
     */
    defaults?: {
      /** Registry for new models. */
      registry?: string;
      /** Prefix of the path of new models in that registry. */
      repositoryPrefix?: string;
      /** Git host for new models. */
      gitHost?: string;
      /** Owner of the Git repositories of new models. */
      gitOwner?: string;
      /** Image with a shell that modelcars come on top of, `host/path@sha256:…`. None where absent. */
      baseImage?: string;
    };

    /**
     * Hubs that speak Hugging Face's API, to import models from. The first is meant where a source names none.
     * Hugging Face's own, without a token, where absent.
     */
    huggingFace?: Array<{
      /** `https://huggingface.co` where absent. May have a path, as mirrors have. */
      endpoint?: string;
      /**
       * Token of an account, for private and gated models. Sent to this endpoint only.
       *
       * @visibility secret
       */
      token?: string;
      /** Absolute path of the certificate authority's PEM, where it is not one that the machine trusts. */
      caFile?: string;
    }>;

    /**
     * What models may be imported from, beside hubs, registries and Git hosts.
     */
    imports?: {
      /**
       * Web servers: `files.example.com`, `files.example.com:8443`, `*.example.com` (all names below it, at public
       * addresses only), `http://…` where there is no TLS. Redirects go to these hosts only. None where absent.
       */
      allowedHosts?: string[];
      /** Largest import in bytes. 1 TiB where absent. */
      maxBytes?: number;
    };

    /**
     * Model files that users send from the browser.
     */
    uploads?: {
      /** Folder for uploads; one that all replicas share where there are several. A folder for temporary files where absent. */
      directory?: string;
      /** Largest upload, packed or unpacked, in bytes. 2 GiB where absent. */
      maxBytes?: number;
      /** Most bytes of all uploads together. 10 GiB where absent. */
      maxTotalBytes?: number;
      /** Hours after which an upload is deleted. 24 where absent. */
      expireAfterHours?: number;
    };
  };

  /** Backstage's own block, as the Kubernetes plugin reads it. */
  kubernetes?: {
    clusterLocatorMethods?: Array<{
      clusters?: Array<{
        /** @visibility secret */
        serviceAccountToken?: string;
      }>;
    }>;
  };
}
