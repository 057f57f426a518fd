import { Radio, RadioGroup } from '@backstage/ui';
import type {
  EnvironmentList,
  PackageFormat,
  ServingKind,
  ServingSpec,
} from '@waybill/backstage-plugin-waybill-common';
import { useEffect } from 'react';
import { problemsBelow } from '../../forms/declarationProblems';
import { formatOf } from '../../forms/draftDeclaration';
import { formValues, servingOf, type FormValues } from '../../forms/formValues';
import { firstServing, SERVING_KINDS } from '../../forms/servingChoices';
import { servingWarnings } from '../../forms/servingWarnings';
import { useFormProblems } from '../../forms/useFormProblems';
import { useEnvironments } from '../../hooks/useEnvironments';
import { groupNotes } from '../../presentation/serving';
import { FieldFrame } from '../FieldFrame';
import { ProblemNotes } from '../ProblemNotes';
import { ServingNotes } from '../ServingNotes';
import { DeploymentChoices } from './DeploymentChoices';
import { InferenceServiceChoices } from './InferenceServiceChoices';
import { LlmChoices } from './LlmChoices';
import type { ServingFieldProps } from './servingFieldSchema';
import styles from './ServingField.module.css';

/** Asks what serves a model, and says as one chooses what will not work where. */
export function ServingField(props: ServingFieldProps) {
  const { formData, rawErrors, required, schema, uiSchema, formContext } =
    props;
  const { fields, kinds } = uiSchema?.['ui:options'] ?? {};
  const offered = SERVING_KINDS.filter(
    ({ value }) => !kinds || kinds.includes(value),
  );
  const serving = servingOf(formData);
  const change = (next: ServingSpec) =>
    props.onChange(next as unknown as typeof formData);
  const values: FormValues = {
    ...formValues(formContext),
    serving: formData,
  };
  const format = formatOf(values[fields?.format ?? 'format']);
  const first = (kind: ServingKind) =>
    change(firstServing(kind, { before: serving, format }));
  useFirstChoice(serving, kinds?.[0] ?? offered[0]?.value, first);

  const own = { ...fields, serving: undefined };
  const problems = problemsBelow(useFormProblems(values, own), 'serving');
  return (
    <FieldFrame
      title={schema.title ?? 'Serving'}
      description={schema.description ?? 'What answers for the model.'}
      isRequired={required}
      errors={rawErrors}
      part="serving"
    >
      <RadioGroup
        label="Served by"
        value={serving?.kind ?? ''}
        onChange={next => first(next as ServingKind)}
      >
        {offered.map(({ value, title, about }) => (
          <Radio key={value} value={value}>
            {title}
            <span className={styles.about}> {about}</span>
          </Radio>
        ))}
      </RadioGroup>
      {serving && <Choices serving={serving} onChange={change} />}
      <div role="status" className={styles.remarks}>
        <ProblemNotes
          problems={problems}
          titleOf={field => field.replace(/^serving\.?/, '') || 'Serving'}
        />
        {serving && <Warnings serving={serving} format={format} />}
      </div>
    </FieldFrame>
  );
}

function useFirstChoice(
  serving: ServingSpec | undefined,
  kind: ServingKind | undefined,
  choose: (kind: ServingKind) => void,
): void {
  useEffect(() => {
    if (!serving && kind) {
      choose(kind);
    }
  }, [serving, kind, choose]);
}

function Choices(props: {
  serving: ServingSpec;
  onChange: (serving: ServingSpec) => void;
}) {
  const { serving, onChange } = props;
  switch (serving.kind) {
    case 'InferenceService':
      return <InferenceServiceChoices spec={serving} onChange={onChange} />;
    case 'LLMInferenceService':
      return <LlmChoices spec={serving} onChange={onChange} />;
    default:
      return <DeploymentChoices spec={serving} onChange={onChange} />;
  }
}

function Warnings(props: { serving: ServingSpec; format?: PackageFormat }) {
  const { serving, format = 'modelcar' } = props;
  const { value: list } = useEnvironments();
  return list ? (
    <ServingNotes
      notes={groupNotes(servingWarnings(serving, format, list), name =>
        titleOf(list, name),
      )}
    />
  ) : null;
}

function titleOf(list: EnvironmentList, name: string): string {
  return list.items.find(item => item.name === name)?.title ?? name;
}
