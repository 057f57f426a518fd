import type { z as Zod } from 'zod/v3';
import type {
  Verdict,
  VerdictSigner,
} from '@waybill/backstage-plugin-waybill-common';

/** The verdict as later steps get it. */
export function verdictOutput(z: typeof Zod) {
  const form = z.enum(['bundle', 'legacy']);
  const signer = z.object({
    keyName: z.string().optional(),
    keyHint: z.string().optional(),
    identity: z.object({ subject: z.string(), issuer: z.string() }).optional(),
  });
  return z
    .object(
      {
        state: z.string(),
        reason: z.string(),
        message: z.string(),
        policy: z.string().optional(),
        key: z.string().optional(),
        signer: signer.optional(),
        signedAt: z.string().optional(),
        logEntry: z
          .object({ logIndex: z.string(), logId: z.string() })
          .optional(),
        forms: z.array(form),
        attestations: z.array(
          z.object({
            predicateType: z.string(),
            form,
            isAccepted: z.boolean(),
            reason: z.string().optional(),
          }),
        ),
        findings: z.array(
          z.object({ form, reason: z.string(), message: z.string() }),
        ),
        checkedAt: z.string(),
      },
      {
        description: 'Who signed, when, by whose word, and what does not count',
      },
    )
    .optional();
}

/** Without what only the portal's pages need. */
export function outputOfVerdict(verdict: Verdict) {
  const { state, reason, message, policy, signer, signedAt, logEntry } =
    verdict;
  return {
    state,
    reason,
    message,
    ...(policy && { policy }),
    ...(signer?.keyName && { key: signer.keyName }),
    ...(signer && { signer: outputOfSigner(signer) }),
    ...(signedAt && { signedAt }),
    ...(logEntry && {
      logEntry: { logIndex: logEntry.logIndex, logId: logEntry.logId },
    }),
    forms: [...verdict.forms],
    attestations: verdict.attestations.map(
      ({ predicateType, form, isAccepted, reason: why }) => ({
        predicateType,
        form,
        isAccepted,
        ...(why && { reason: why }),
      }),
    ),
    findings: verdict.findings.map(finding => ({
      form: finding.form,
      reason: finding.reason,
      message: finding.message,
    })),
    checkedAt: verdict.checkedAt,
  };
}

function outputOfSigner({ keyName, keyHint, identity }: VerdictSigner) {
  return {
    ...(keyName && { keyName }),
    ...(keyHint && { keyHint }),
    ...(identity && { identity: { ...identity } }),
  };
}
