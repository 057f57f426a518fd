import { readFile } from 'node:fs/promises';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { parseAllDocuments } from 'yaml';
import { runAction } from '../../__testUtils__/runAction';
import { createDoubles, TRUST_POLICY } from '../../__testUtils__/shipDoubles';
import { createBuildPoliciesAction } from './action';
import { ENGINES, planPolicies } from './plan';

describe('waybill:policies:build', () => {
  const workspace = createMockDirectory();
  const { dependencies } = createDoubles();
  const run = (input: object) =>
    runAction(
      createBuildPoliciesAction(dependencies),
      { ...input },
      {
        workspacePath: workspace.path,
      },
    );

  beforeEach(() => workspace.clear());

  it('writes a file for each engine and says what it cannot express', async () => {
    const { output, log } = await run({ engines: [...ENGINES] });
    expect(output.files).toEqual(ENGINES.map(engine => `${engine}.yaml`));
    expect(log[0]).toBe(
      "Plan: write the trust policy 'portal' (audit) as 5 files to 'policies'",
    );
    expect(output.notes).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^flux, weaker: /),
        expect.stringMatching(/^ratify, stricter: /),
      ]),
    );
    for (const engine of ENGINES) {
      const text = await readFile(
        workspace.resolve(`policies/${engine}.yaml`),
        'utf8',
      );
      const objects = parseAllDocuments(text).map(document => document.toJS());
      expect(objects.length).toBeGreaterThan(0);
      expect(objects.every(({ apiVersion, kind }) => apiVersion && kind)).toBe(
        true,
      );
    }
  });

  it('enforces where it is told to, in the namespaces that it is told', async () => {
    await run({
      engines: ['kyverno'],
      enforcement: 'enforce',
      namespaces: ['models'],
    });
    const text = await readFile(
      workspace.resolve('policies/kyverno.yaml'),
      'utf8',
    );
    expect(text).toContain('- Deny');
    expect(text).toContain('kubernetes.io/metadata.name');
  });

  it('refuses a policy that the configuration does not have', async () => {
    await expect(run({ policy: 'nope', engines: ['flux'] })).rejects.toThrow(
      /There is no trust policy 'nope': .* has 'portal' \[POLICY_UNKNOWN\]/,
    );
  });

  it('does not choose among several policies', () => {
    expect(() =>
      planPolicies(
        { engines: ['flux'] },
        [TRUST_POLICY, { ...TRUST_POLICY, name: 'second' }],
        dependencies.settings,
      ),
    ).toThrow(
      "Which trust policy is not said: waybill.verification.policies has 'portal', 'second'",
    );
  });
});
