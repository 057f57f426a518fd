import { Select, TextField } from '@backstage/ui';
import type { EnvironmentProfile } from '@waybill/backstage-plugin-waybill-common';
import { withParts } from '../../forms/profileParts';
import type { ProfilePartProps } from './ProfilePartProps';

type Budget = NonNullable<EnvironmentProfile['disruptionBudget']>;

const KINDS = [
  { value: 'none', label: 'Nothing is kept' },
  { value: 'minAvailable', label: 'So many stay' },
  { value: 'maxUnavailable', label: 'All but so many stay' },
] as const;

/** What stays when nodes are drained. */
export function DisruptionPart({ profile, onChange }: ProfilePartProps) {
  const { disruptionBudget: budget } = profile;
  const kind = KINDS.find(({ value }) => budget && value in budget)?.value;
  const amount = budget ? Object.values(budget)[0] : 1;
  const set = (wanted: unknown, next: number | string) =>
    onChange(withParts(profile, { disruptionBudget: budgetOf(wanted, next) }));
  return (
    <>
      <Select
        label="When nodes are drained"
        options={KINDS}
        value={kind ?? 'none'}
        onChange={next => set(next, amount)}
      />
      {budget && (
        <TextField
          label="Replicas, or percent"
          placeholder="1 or 50%"
          value={String(amount)}
          onChange={next =>
            set(kind, /^\d+$/.test(next.trim()) ? Number(next) : next.trim())
          }
        />
      )}
    </>
  );
}

function budgetOf(kind: unknown, amount: number | string): Budget | undefined {
  switch (kind) {
    case 'minAvailable':
      return { minAvailable: amount };
    case 'maxUnavailable':
      return { maxUnavailable: amount };
    default:
      return undefined;
  }
}
