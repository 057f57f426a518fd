import { Checkbox, Radio, RadioGroup, Select } from '@backstage/ui';
import type {
  AdmissionPolicyOptions,
  Environment,
  TrustPolicySummary,
} from '@waybill/backstage-plugin-waybill-common';
import { useMemo, useState } from 'react';
import {
  generateClusterPolicy,
  POLICY_ENGINES,
} from '../../presentation/clusterPolicies';
import { PolicyPreview } from './PolicyPreview';
import styles from './PoliciesDialog.module.css';

const WHOLE_CLUSTER = '*';

/** The choices, and what comes of them. */
export function PolicyGenerator(props: {
  policies: readonly TrustPolicySummary[];
  environments: readonly Environment[];
}) {
  const { policies, environments } = props;
  const [policyName, setPolicyName] = useState(policies[0].name);
  const [engineId, setEngineId] = useState<string>(POLICY_ENGINES[0].id);
  const [enforcement, setEnforcement] =
    useState<AdmissionPolicyOptions['enforcement']>('audit');
  const [namespace, setNamespace] = useState(WHOLE_CLUSTER);
  const [isPlainHttp, setIsPlainHttp] = useState(false);

  const policy =
    policies.find(({ name }) => name === policyName) ?? policies[0];
  const engine =
    POLICY_ENGINES.find(({ id }) => id === engineId) ?? POLICY_ENGINES[0];
  const namespaces = [...new Set(environments.map(item => item.namespace))];
  const generated = useMemo(
    () =>
      generateClusterPolicy(engine, policy, {
        enforcement: engine.canAudit ? enforcement : 'enforce',
        ...(namespace !== WHOLE_CLUSTER && { namespaces: [namespace] }),
        ...(isPlainHttp && { isPlainHttp }),
      }),
    [engine, policy, enforcement, namespace, isPlainHttp],
  );
  return (
    <div className={styles.generator}>
      <div className={styles.choices}>
        <Select
          label="Trust policy"
          options={policies.map(({ name }) => ({ value: name, label: name }))}
          value={policy.name}
          onChange={next => next && setPolicyName(String(next))}
        />
        <Select
          label="Engine"
          description={engine.description}
          options={POLICY_ENGINES.map(({ id, label }) => ({
            value: id,
            label,
          }))}
          value={engine.id}
          onChange={next => next && setEngineId(String(next))}
        />
        <Select
          label="Where"
          options={[
            { value: WHOLE_CLUSTER, label: 'The whole cluster' },
            ...namespaces.map(name => ({
              value: name,
              label: `Namespace ${name}`,
            })),
          ]}
          value={namespace}
          onChange={next => next && setNamespace(String(next))}
        />
        {engine.canAudit && (
          <RadioGroup
            label="What it does"
            value={enforcement}
            onChange={next =>
              setEnforcement(next === 'enforce' ? 'enforce' : 'audit')
            }
          >
            <Radio value="audit">Audit: write down and admit</Radio>
            <Radio value="enforce">Enforce: refuse</Radio>
          </RadioGroup>
        )}
        <Checkbox isSelected={isPlainHttp} onChange={setIsPlainHttp}>
          The registry speaks plain HTTP
        </Checkbox>
      </div>
      <PolicyPreview generated={generated} />
    </div>
  );
}
