import {
  aKeylessPolicy,
  aKeyPolicy,
  KEY,
  PUBLIC_KEY_PEM,
  SIGNED_DIGEST,
  WORKFLOW,
} from '../__fixtures__/trust';
import { shellWord } from './shellWord';
import { buildManualChecks } from './verifyCommands';

const REFERENCE = `registry.example.com/models/iris@${SIGNED_DIGEST}`;

function checks(
  policy: ReturnType<typeof aKeyPolicy>,
  signer?: Parameters<typeof buildManualChecks>[0]['signer'],
  repository = 'registry.example.com/models/iris',
) {
  return buildManualChecks({
    repository,
    digest: SIGNED_DIGEST,
    policy,
    signer,
  });
}

/** A command as a shell takes it: without the line breaks. */
const oneLine = (text: string) => text.replaceAll(' \\\n ', '');

const commandsOf = (check: ReturnType<typeof checks>[number]) =>
  check.commands.map(({ text }) => oneLine(text));

describe('buildManualChecks', () => {
  it('checks by the key, and asks for no log entry where the policy does not', () => {
    const [check] = checks(aKeyPolicy(), KEY);

    expect(check.preparation).toBe(
      `cat > release.pub <<'END'\n${PUBLIC_KEY_PEM.trim()}\nEND`,
    );
    expect(commandsOf(check)).toEqual([
      `waybill verify ${REFERENCE} --key release.pub --require-attestation slsaprovenance1`,
      `cosign verify --key release.pub --insecure-ignore-tlog=true ${REFERENCE}`,
      `cosign verify-attestation --type slsaprovenance1 --key release.pub --insecure-ignore-tlog=true ${REFERENCE}`,
    ]);
  });

  it('checks by the identity, as a pattern to cosign and as a glob to waybill', () => {
    const [check] = checks(aKeylessPolicy(), { identity: WORKFLOW });

    expect(check.preparation).toBeUndefined();
    expect(commandsOf(check)).toEqual([
      `waybill verify ${REFERENCE} --certificate-identity 'https://github.com/acme/*/.github/workflows/release.yaml@refs/tags/*' --certificate-oidc-issuer ${WORKFLOW.issuer} --require-log`,
      `cosign verify --certificate-identity-regexp '^https://github\\.com/acme/[^/]*/\\.github/workflows/release\\.yaml@refs/tags/[^/]*$' --certificate-oidc-issuer ${WORKFLOW.issuer} ${REFERENCE}`,
    ]);
  });

  it('gives cosign an identity without stars as it is', () => {
    const [check] = checks(
      aKeylessPolicy({
        identities: [
          {
            name: 'ada',
            issuer: 'https://sso.example',
            subject: 'ada@x.example',
          },
        ],
      }),
    );

    expect(commandsOf(check)[1]).toContain(
      '--certificate-identity ada@x.example ',
    );
  });

  it('names the file of a private trust root, and asks for timestamps', () => {
    const [check] = checks(
      aKeylessPolicy({
        trustRoot: 'company',
        transparencyLog: 'optional',
        timestamp: 'required',
      }),
    );

    expect(check.trustRootFile).toBe('company.json');
    const [waybill, cosign] = commandsOf(check);
    expect(waybill).toContain('--require-timestamp');
    expect(waybill).toContain('--trusted-root company.json');
    expect(waybill).not.toContain('--require-log');
    expect(cosign).toContain(
      '--insecure-ignore-tlog=true --use-signed-timestamps --trusted-root company.json',
    );
  });

  it('needs no trust root for a key where neither log nor timestamp is asked for', () => {
    const [check] = checks(aKeyPolicy({ trustRoot: 'company' }), KEY);

    expect(check.trustRootFile).toBeUndefined();
    expect(commandsOf(check).join()).not.toContain('--trusted-root');
  });

  it('lists every signer of the policy where the verdict names none of them', () => {
    const policy = aKeyPolicy({ identities: aKeylessPolicy().identities });

    expect(
      checks(policy, { keyHint: 'of-a-stranger' }).map(({ signer }) => signer),
    ).toEqual(['key release', 'identity release workflow']);
    expect(checks(policy, KEY).map(({ signer }) => signer)).toEqual([
      'key release',
    ]);
    // Of the same name, and not the same key.
    expect(
      checks(policy, { keyName: 'release', keyHint: 'other' }),
    ).toHaveLength(2);
  });

  it('speaks plain HTTP to a registry of this machine', () => {
    const [check] = checks(aKeyPolicy(), KEY, '127.0.0.1:5100/models/iris');
    expect(commandsOf(check)[0]).toMatch(/ --plain-http$/);
    expect(commandsOf(checks(aKeyPolicy())[0])[0]).not.toContain('plain-http');
  });

  it('lets no name of the configuration become a command', () => {
    const key = aKeyPolicy().keys[0];
    const [check] = checks(
      aKeyPolicy({
        keys: [{ ...key, name: '-x; rm -rf ~ #' }],
        attestations: [{ predicateType: "https://x.example/$(id)'" }],
      }),
    );

    expect(commandsOf(check)[1]).toContain('--key x-rm--rf-.pub ');
    expect(commandsOf(check)[2]).toContain(
      `--type 'https://x.example/$(id)'\\'''`,
    );
  });
});

describe('shellWord', () => {
  it.each([
    ['registry.example.com/a@sha256:12', 'registry.example.com/a@sha256:12'],
    ['a b', "'a b'"],
    ["it's", "'it'\\''s'"],
    ['$HOME', "'$HOME'"],
    ['', "''"],
  ])('of %s is %s', (text, word) => {
    expect(shellWord(text)).toBe(word);
  });
});
