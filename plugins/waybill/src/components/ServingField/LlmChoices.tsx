import { Checkbox, NumberField, TextField } from '@backstage/ui';
import type { LlmInferenceServiceSpec } from '@waybill/backstage-plugin-waybill-common';
import { withSpec } from '../../forms/servingChoices';
import { ServerArguments } from './ServerArguments';
import { StorageChoices } from './StorageChoices';
import styles from './ServingField.module.css';

const AXES = [
  { axis: 'tensor', label: 'Over GPUs (tensor)' },
  { axis: 'pipeline', label: 'Over nodes (pipeline)' },
  { axis: 'data', label: 'Over copies (data)' },
] as const;

/** What KServe has to know of a language model. */
export function LlmChoices(props: {
  spec: LlmInferenceServiceSpec;
  onChange: (spec: LlmInferenceServiceSpec) => void;
}) {
  const { spec, onChange } = props;
  const set = (parts: Partial<LlmInferenceServiceSpec>) =>
    onChange(withSpec(spec, parts));
  const setAxis = (axis: (typeof AXES)[number]['axis'], count: number) => {
    const { [axis]: _, ...others } = spec.parallelism ?? {};
    const next = count > 1 ? { ...others, [axis]: count } : others;
    set({ parallelism: Object.keys(next).length > 0 ? next : undefined });
  };
  return (
    <div className={styles.choices}>
      <StorageChoices
        storage={spec.storage}
        onChange={storage => set({ storage })}
      />
      <TextField
        label="Name that clients ask for"
        description="The model's own name where it is empty."
        value={spec.servedName ?? ''}
        onChange={servedName => set({ servedName: servedName.trim() })}
      />
      {AXES.map(({ axis, label }) => (
        <NumberField
          key={axis}
          label={label}
          minValue={1}
          maxValue={1024}
          value={spec.parallelism?.[axis] ?? 1}
          onChange={count => setAxis(axis, count)}
        />
      ))}
      <div className={styles.wide}>
        <Checkbox
          isSelected={spec.isRouted ?? false}
          onChange={isRouted => set({ isRouted: isRouted || undefined })}
        >
          Routed by the Gateway API, with KServe's scheduler
        </Checkbox>
      </div>
      <ServerArguments
        args={spec.args}
        env={spec.env}
        onChange={parts => set(parts)}
      />
    </div>
  );
}
