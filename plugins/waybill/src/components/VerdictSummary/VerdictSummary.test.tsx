import { render, screen } from '@testing-library/react';
import { VERDICT, WORKFLOW } from '../../__fixtures__/trust';
import { VerdictSummary } from './VerdictSummary';

describe('VerdictSummary', () => {
  it.each([
    [
      'verified',
      'VerifiedSigned by key releaseSigned 1 d ago, proven by log entry 214330871 · policy portal · Sigstore bundle and legacy .sigSLSA provenanceCycloneDX SBOMModel cardnot accepted',
    ],
    [
      'keyless',
      `VerifiedSigned by ${WORKFLOW.subject} vouched for by ${WORKFLOW.issuer}Signed 3 h ago, proven by log entry 4711 · policy releases · Sigstore bundleSLSA provenance`,
    ],
    [
      'hidden',
      'VerifiedSigned by key releaseNothing proves when · policy portal · legacy .sigA bundle that does not count hides the good signature from cosign and Flux: sign it again to add a bundle1 more signature does not count',
    ],
    [
      'stale',
      "Verified, not up to dateVerified 2 h ago, not checked since. The registry '127.0.0.1:5100' does not answer (connection refused): check that it runs. Tried 2 min agoSigned by key releaseNothing proves when · policy portal · Sigstore bundle and legacy .sig",
    ],
    [
      'untrusted',
      'UntrustedA signature of another package was attached to this one (it is of sha256:4f1c2a9e03b7…). Do not use this package until somebody knows why.',
    ],
    [
      'unsigned',
      "UnsignedThe registry holds no signature of this digest: sign it as the policy 'portal' accepts.",
    ],
    [
      'unknown',
      "UnknownThe registry '127.0.0.1:5100' does not answer (connection refused): check that it runs.",
    ],
  ] as const)('says all of the verdict %s in words', (name, text) => {
    const { container } = render(<VerdictSummary verdict={VERDICT[name]()} />);
    expect(container.textContent).toBe(text);
  });

  it('does not say of a timestamp that a log proves it', () => {
    render(
      <VerdictSummary
        verdict={{ ...VERDICT.verified(), logEntry: undefined }}
      />,
    );
    expect(screen.getByText(/proven by a timestamp/)).toHaveTextContent(
      'Signed 1 d ago, proven by a timestamp · policy portal',
    );
  });

  it('marks with a broken line what is not sure', () => {
    const { rerender } = render(
      <VerdictSummary verdict={VERDICT.verified()} />,
    );
    expect(screen.getByText('Verified')).not.toHaveAttribute('data-broken');
    rerender(<VerdictSummary verdict={VERDICT.stale()} />);
    expect(screen.getByText('Verified, not up to date')).toHaveAttribute(
      'data-broken',
    );
    rerender(<VerdictSummary verdict={VERDICT.unknown()} />);
    expect(screen.getByText('Unknown')).toHaveAttribute('data-broken');
  });
});
