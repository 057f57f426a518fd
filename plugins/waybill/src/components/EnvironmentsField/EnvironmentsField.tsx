import { Tab, TabList, TabPanel, Tabs } from '@backstage/ui';
import type {
  DeclarationProblem,
  DeclaredEnvironment,
  EnvironmentList,
} from '@waybill/backstage-plugin-waybill-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import { problemsBelow } from '../../forms/declarationProblems';
import {
  configuredEnvironments,
  environmentColumns,
  withEnvironment,
  type EnvironmentColumn,
} from '../../forms/environmentColumns';
import { environmentsOf, formValues } from '../../forms/formValues';
import { useFormProblems } from '../../forms/useFormProblems';
import { useEnvironments } from '../../hooks/useEnvironments';
import { FieldFrame } from '../FieldFrame';
import { ProblemNotes } from '../ProblemNotes';
import { ProfileEditor } from '../ProfileEditor';
import { RequestOutcome } from '../RequestOutcome';
import { EnvironmentMatrix } from './EnvironmentMatrix';
import type { EnvironmentsFieldProps } from './environmentsSchema';
import styles from './EnvironmentsField.module.css';

/** Asks in which environments a model is declared, and how they differ. */
export function EnvironmentsField(props: EnvironmentsFieldProps) {
  const { rawErrors, required, schema, uiSchema, formContext, formData } =
    props;
  const request = useEnvironments();
  const [tab, setTab] = useState<string>();
  const { fields, environments: offered } = uiSchema?.['ui:options'] ?? {};
  const problems = useFormProblems(
    // The field's own value may be ahead of the form's.
    { ...formValues(formContext), environments: formData },
    { ...fields, environments: undefined },
  );
  const showTab = useCallback(
    (field: string) => {
      const index = Number(/\[(\d+)\]/.exec(field)?.[1]);
      setTab(environmentsOf(formData)[index]?.name);
    },
    [formData],
  );
  return (
    <FieldFrame
      part="environments"
      onJump={showTab}
      title={schema.title ?? 'Environments'}
      description={
        schema.description ??
        'Where the model is declared, and what differs from place to place.'
      }
      isRequired={required}
      errors={rawErrors}
    >
      <RequestOutcome
        request={request}
        title="The environments could not be read"
      >
        {list =>
          list.items.length === 0 ? (
            <p className={styles.quiet}>
              The portal has no environments. Add them to{' '}
              <code>waybill.environments</code> of its configuration.
            </p>
          ) : (
            <Matrix
              list={list}
              offered={offered}
              value={formData}
              problems={problems}
              tab={tab}
              onTab={setTab}
              onChange={next =>
                props.onChange(next as unknown as typeof formData)
              }
            />
          )
        }
      </RequestOutcome>
    </FieldFrame>
  );
}

interface MatrixProps {
  list: EnvironmentList;
  offered?: readonly string[];
  value: unknown;
  problems: readonly DeclarationProblem[];
  tab?: string;
  onTab: (name: string) => void;
  onChange: (environments: DeclaredEnvironment[]) => void;
}

function Matrix(props: MatrixProps) {
  const { list, offered, value, problems, onChange } = props;
  useFirstEnvironments(props);
  const columns = environmentColumns(list, environmentsOf(value), offered);
  const declared = columns.filter(({ index }) => index !== undefined);
  const problemsOf = ({ index }: EnvironmentColumn) =>
    problemsBelow(problems, `environments[${index}]`);
  return (
    <>
      <EnvironmentMatrix
        columns={columns}
        hasProblem={column => problemsOf(column).length > 0}
        onToggle={({ name, profile }, isDeclared) =>
          onChange(
            withEnvironment(columns, name, isDeclared ? { profile } : 'none'),
          )
        }
      />
      {declared.length > 0 && (
        <Tabs
          selectedKey={
            declared.some(({ name }) => name === props.tab)
              ? props.tab
              : declared[0].name
          }
          onSelectionChange={name => props.onTab(String(name))}
        >
          <TabList>
            {declared.map(({ name, title }) => (
              <Tab key={name} id={name}>
                {title}
              </Tab>
            ))}
          </TabList>
          {declared.map(column => (
            <TabPanel key={column.name} id={column.name}>
              <div className={styles.panel}>
                <ProblemNotes
                  problems={problemsOf(column)}
                  titleOf={titleOfField}
                />
                <ProfileEditor
                  profile={column.profile}
                  configured={column.configured}
                  onChange={profile =>
                    onChange(withEnvironment(columns, column.name, { profile }))
                  }
                />
              </div>
            </TabPanel>
          ))}
        </Tabs>
      )}
    </>
  );
}

/** Every environment as it is configured, until there is something; who takes all of them out keeps none. */
function useFirstEnvironments({ list, offered, value, onChange }: MatrixProps) {
  const isFilled = Array.isArray(value) && value.length > 0;
  const wasFilledRef = useRef(isFilled);
  useEffect(() => {
    if (isFilled) {
      wasFilledRef.current = true;
    } else if (!wasFilledRef.current) {
      onChange(configuredEnvironments(list, offered));
    }
  }, [isFilled, list, offered, onChange]);
}

/** `environments[1].profile.gpu.count` without what the tab says already. */
function titleOfField(field: string): string {
  return field.replace(/^environments\[\d+\]\.?(profile\.?)?/, '') || 'Here';
}
