import type { z as Zod } from 'zod/v3';

type Schema = typeof Zod;

const remoteSecret = (z: Schema) =>
  z.object({ key: z.string(), property: z.string().optional() }).strict();

/** Where credentials come from; they themselves are no input of an action. */
const origin = (z: Schema) =>
  z.discriminatedUnion('kind', [
    z
      .object({
        kind: z.literal('ExternalSecret'),
        store: z
          .object({
            name: z.string(),
            kind: z.enum(['SecretStore', 'ClusterSecretStore']).optional(),
          })
          .strict(),
        username: remoteSecret(z),
        password: remoteSecret(z),
        refreshInterval: z.string().optional(),
      })
      .strict(),
    z
      .object({
        kind: z.literal('SealedSecret'),
        encryptedData: z.record(z.string()),
      })
      .strict(),
  ]);

export const repositories = (z: Schema) =>
  z
    .array(
      z
        .object({
          name: z.string(),
          type: z.enum(['git', 'oci']),
          url: z.string(),
          isPrefix: z.boolean().optional(),
          isPlainHttp: z.boolean().optional(),
          origin: origin(z),
        })
        .strict(),
    )
    .max(50)
    .describe(
      'Credentials for repositories, by reference: where an ExternalSecret finds them, or what kubeseal printed',
    );

export const alerts = (z: Schema) =>
  z
    .object({
      type: z.enum([
        'slack',
        'msteams',
        'discord',
        'generic-hmac',
        'generic',
        'alertmanager',
        'github',
        'gitlab',
        'gitea',
        'grafana',
        'pagerduty',
        'opsgenie',
      ]),
      secret: z.string(),
      channel: z.string().optional(),
      severity: z.enum(['info', 'error']).optional(),
    })
    .strict()
    .describe(
      'With Flux: where alerts go; the address and the token are in a Secret',
    );

export const receiver = (z: Schema) =>
  z
    .object({
      type: z.enum([
        'generic',
        'generic-hmac',
        'github',
        'gitlab',
        'bitbucket',
        'harbor',
        'dockerhub',
        'quay',
        'nexus',
        'acr',
        'gcr',
      ]),
      secret: z.string(),
      sources: z
        .array(z.enum(['GitRepository', 'OCIRepository', 'HelmRepository']))
        .optional(),
    })
    .strict()
    .describe('With Flux: who tells it that there is something new');

export const imageAutomation = (z: Schema) =>
  z
    .array(
      z
        .object({
          name: z.string(),
          repository: z.string(),
          range: z.string(),
          credentialsSecret: z.string().optional(),
          git: z
            .object({
              url: z.string(),
              branch: z.string(),
              credentialsSecret: z.string(),
              pushBranch: z.string().optional(),
              path: z.string().optional(),
              author: z
                .object({ name: z.string(), email: z.string() })
                .strict(),
              signingKey: z
                .object({ secret: z.string(), type: z.enum(['gpg', 'ssh']) })
                .strict()
                .optional(),
            })
            .strict()
            .optional(),
        })
        .strict(),
    )
    .max(200)
    .describe('With Flux: models whose newest version it looks for');
