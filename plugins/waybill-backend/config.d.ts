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
     * OCI registries with models. Only these hosts are ever talked to.
     */
    registries?: Array<{
      /** Host with port, e.g. `registry.example.com:5000`. */
      host: string;
      /** Speak HTTP without TLS. For registries on the own machine only. */
      plainHttp?: boolean;
      /** Absolute path of the certificate authority's PEM, where it is not one that the machine trusts. */
      caFile?: string;
      /** User to sign in as. */
      username?: string;
      /**
       * Password or token of that user.
       *
       * @visibility secret
       */
      password?: string;
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
     * Keys that packages are signed with.
     */
    signing?: {
      keys?: Array<{
        /** Name by which templates choose the key. */
        name: string;
        /** Absolute path of a private key as `cosign generate-key-pair` writes it. */
        privateKeyFile: string;
        /** Absolute path of a file that holds the key's password. */
        passwordFile?: string;
        /**
         * The key's password, where it is not in a file.
         *
         * @visibility secret
         */
        password?: string;
      }>;
    };

    /**
     * Which signatures are accepted.
     */
    verification?: {
      policies?: Array<{
        /** Name of the policy, shown with what it accepts. */
        name: string;
        /** Globs over `host/path`: `*` stays inside a segment, `**` crosses segments. */
        repositories: string[];
        /** Any one of these keys must have signed. */
        keys: Array<{
          /** Name of the key, shown with what it signed. */
          name: string;
          /** Absolute path of the public key in PEM. */
          publicKeyFile?: string;
          /** The public key in PEM, where it is not in a file. */
          publicKey?: string;
        }>;
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
