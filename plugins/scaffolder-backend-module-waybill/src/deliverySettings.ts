import type { Config } from '@backstage/config';
import type {
  DeliverySpec,
  OciDeliverySource,
} from '@waybill/backstage-plugin-waybill-common';

/** What is the same for all models of an environment: `waybill.environments[].delivery`. @public */
export type DeliverySettings = Pick<
  DeliverySpec,
  | 'controlNamespace'
  | 'serviceAccountName'
  | 'project'
  | 'destinationServer'
  | 'timeout'
  | 'interval'
> & {
  readonly credentialsSecret?: string;
  readonly verification?: OciDeliverySource['verification'];
};

const TEXTS = [
  'controlNamespace',
  'serviceAccountName',
  'project',
  'destinationServer',
  'timeout',
  'interval',
  'credentialsSecret',
] as const;

export function readDeliverySettings(
  config: Config | undefined,
): DeliverySettings {
  if (!config) return {};
  const texts = TEXTS.flatMap(key => {
    const text = config.getOptionalString(key);
    return text === undefined ? [] : [[key, text] as const];
  });
  const verification = readVerification(config);
  return {
    ...Object.fromEntries(texts),
    ...(verification && { verification }),
  };
}

/** The word `none`, or the block with the keys' Secret or the identities. */
function readVerification(
  config: Config,
): OciDeliverySource['verification'] | undefined {
  const value = config.getOptional('verification');
  if (value === undefined) return undefined;
  if (value === 'none') return 'none';
  const block = config.getConfig('verification');
  const keySecret = block.getOptionalString('keySecret');
  if (keySecret !== undefined) return { keySecret };
  const trustedRootSecret = block.getOptionalString('trustedRootSecret');
  return {
    identities: block.getConfigArray('identities').map(identity => ({
      issuer: identity.getString('issuer'),
      subject: identity.getString('subject'),
    })),
    ...(trustedRootSecret !== undefined && { trustedRootSecret }),
  };
}
