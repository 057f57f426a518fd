import type {
  TrustedIdentity,
  TrustPolicyKey,
  TrustPolicySummary,
  VerdictSigner,
} from '@waybill/backstage-plugin-waybill-common';
import {
  matchesRepositoryGlob,
  PredicateType,
} from '@waybill/backstage-plugin-waybill-common';
import { predicateLabel } from './attestations';
import { shellWord } from './shellWord';

const PUBLIC_GOOD = 'public-good';

/** How somebody checks by hand what the portal says, by one signer of a policy. */
export interface ManualCheck {
  /** `key release`, `identity release workflow` */
  readonly signer: string;
  /** Files that the commands read: how to write them, where that can be told. */
  readonly preparation?: string;
  /** Name of the trust root whose file has to be at hand. */
  readonly trustRootFile?: string;
  readonly commands: readonly {
    readonly title: string;
    readonly text: string;
  }[];
}

/**
 * Commands that ask what the policy asks: of the signer that the verdict names, else of each one that the policy
 * accepts.
 */
export function buildManualChecks(input: {
  repository: string;
  digest: string;
  policy: TrustPolicySummary;
  signer?: VerdictSigner;
}): ManualCheck[] {
  const { policy, signer } = input;
  const keys = policy.keys.filter(
    key =>
      key.name === signer?.keyName &&
      (!signer.keyHint || key.keyHint === signer.keyHint),
  );
  const identities = policy.identities.filter(
    identity =>
      identity.issuer === signer?.identity?.issuer &&
      matchesRepositoryGlob(identity.subject, signer.identity.subject),
  );
  const isKnown = keys.length + identities.length > 0;
  const reference = shellWord(`${input.repository}@${input.digest}`);
  return [
    ...(isKnown ? keys : policy.keys).map(key =>
      checkByKey(key, policy, reference),
    ),
    ...(isKnown ? identities : policy.identities).map(identity =>
      checkByIdentity(identity, policy, reference),
    ),
  ];
}

function checkByKey(
  key: TrustPolicyKey,
  policy: TrustPolicySummary,
  reference: string,
): ManualCheck {
  const file = `${fileName(key.name)}.pub`;
  return {
    signer: `key ${key.name}`,
    preparation: `cat > ${file} <<'END'\n${key.publicKeyPem.trim()}\nEND`,
    ...describeTrustRoot(policy, false),
    commands: listCommands({
      cosign: [`--key ${file}`],
      waybill: [`--key ${file}`],
      policy,
      reference,
      isKeyless: false,
    }),
  };
}

function checkByIdentity(
  identity: TrustedIdentity,
  policy: TrustPolicySummary,
  reference: string,
): ManualCheck {
  const subject = identity.subject.includes('*')
    ? `--certificate-identity-regexp ${shellWord(
        globToRegexp(identity.subject),
      )}`
    : `--certificate-identity ${shellWord(identity.subject)}`;
  const issuer = `--certificate-oidc-issuer ${shellWord(identity.issuer)}`;
  return {
    signer: `identity ${identity.name}`,
    ...describeTrustRoot(policy, true),
    commands: listCommands({
      cosign: [subject, issuer],
      // Its subjects are globs, as those of policies.
      waybill: [
        `--certificate-identity ${shellWord(identity.subject)}`,
        issuer,
      ],
      policy,
      reference,
      isKeyless: true,
    }),
  };
}

function listCommands(input: {
  /** Who must have signed, in the flags of each tool. */
  cosign: readonly string[];
  waybill: readonly string[];
  policy: TrustPolicySummary;
  reference: string;
  isKeyless: boolean;
}): ManualCheck['commands'] {
  const { policy, reference, isKeyless } = input;
  const flags = [...input.cosign, ...demandFlags(policy, isKeyless)];
  return [
    {
      title: 'All of it, with waybill',
      text: joinLines('waybill verify', [
        reference,
        ...input.waybill,
        ...waybillFlags(policy, isKeyless),
        // cosign does so by itself on this machine.
        ...(isLoopback(reference) ? ['--plain-http'] : []),
      ]),
    },
    {
      title: 'The signature, with cosign',
      text: joinLines('cosign verify', [...flags, reference]),
    },
    ...policy.attestations.map(({ predicateType }) => ({
      title: `The attestation ${predicateLabel(predicateType)}, with cosign`,
      text: joinLines('cosign verify-attestation', [
        `--type ${shellWord(cosignType(predicateType))}`,
        ...flags,
        reference,
      ]),
    })),
  ];
}

function waybillFlags(
  policy: TrustPolicySummary,
  isKeyless: boolean,
): string[] {
  const { trustRootFile } = describeTrustRoot(policy, isKeyless);
  return [
    ...(policy.transparencyLog === 'required' ? ['--require-log'] : []),
    ...(policy.timestamp === 'required' ? ['--require-timestamp'] : []),
    ...policy.attestations.map(
      ({ predicateType }) =>
        `--require-attestation ${shellWord(cosignType(predicateType))}`,
    ),
    ...(trustRootFile ? [`--trusted-root ${trustRootFile}`] : []),
  ];
}

/** What the policy asks of log and timestamps, in cosign's flags; cosign by itself always asks for a log entry. */
function demandFlags(policy: TrustPolicySummary, isKeyless: boolean): string[] {
  const isLogAsked = policy.transparencyLog === 'required';
  // A certificate lives for minutes: without a log entry only a timestamp shows that it was valid.
  const isTimestampAsked =
    policy.timestamp === 'required' || (isKeyless && !isLogAsked);
  const { trustRootFile } = describeTrustRoot(policy, isKeyless);
  return [
    ...(isLogAsked ? [] : ['--insecure-ignore-tlog=true']),
    ...(isTimestampAsked ? ['--use-signed-timestamps'] : []),
    ...(trustRootFile ? [`--trusted-root ${trustRootFile}`] : []),
  ];
}

function describeTrustRoot(
  policy: TrustPolicySummary,
  isKeyless: boolean,
): Pick<ManualCheck, 'trustRootFile'> {
  const isNeeded =
    isKeyless ||
    policy.transparencyLog === 'required' ||
    policy.timestamp === 'required';
  return isNeeded && policy.trustRoot && policy.trustRoot !== PUBLIC_GOOD
    ? { trustRootFile: `${fileName(policy.trustRoot)}.json` }
    : {};
}

/** cosign knows some types by names of its own and checks what it knows of them; all others by their address. */
function cosignType(predicateType: string): string {
  const names: Readonly<Record<string, string>> = {
    [PredicateType.provenance]: 'slsaprovenance1',
    [PredicateType.cyclonedx]: 'cyclonedx',
    [PredicateType.spdx]: 'spdxjson',
  };
  return names[predicateType] ?? predicateType;
}

function globToRegexp(glob: string): string {
  const parts = glob.match(/\*\*+|\*|[^*]+/g) ?? [];
  const pattern = parts
    .map(part => {
      if (part.startsWith('**')) return '.*';
      return part === '*'
        ? '[^/]*'
        : part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&');
    })
    .join('');
  return `^${pattern}$`;
}

function fileName(name: string): string {
  return (
    name.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[-.]+/, '') || 'signer'
  );
}

function joinLines(command: string, words: readonly string[]): string {
  return [command, ...words].join(' \\\n  ');
}

function isLoopback(reference: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?\//.test(reference);
}
