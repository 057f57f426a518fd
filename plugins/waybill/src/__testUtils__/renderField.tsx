import { renderInTestApp } from '@backstage/frontend-test-utils';
import userEvent from '@testing-library/user-event';
import { useState, type ComponentType } from 'react';
import {
  ENVIRONMENT_LIST,
  REGISTRY_LIST,
  TAGS,
} from '../__fixtures__/formAnswers';
import { waybillApiRef, type WaybillApi } from '../api';
import { localPreview } from './localPreview';

const ANSWERS: Partial<WaybillApi> = {
  getEnvironments: async () => ENVIRONMENT_LIST,
  getRegistries: async () => REGISTRY_LIST,
  getRepositoryTags: async repository =>
    repository === TAGS.repository ? TAGS : { repository, tags: [], total: 0 },
  preview: async request => localPreview(request),
};

/**
 * Fields in a form of their own, by the names of their parameters, with a backend that answers as `api` does.
 *
 * @returns `values()`, what the form holds now
 */
export function renderFields(
  fields: Readonly<
    Record<
      string,
      {
        readonly component: ComponentType<never>;
        readonly options?: Record<string, unknown>;
      }
    >
  >,
  given: {
    readonly values?: Record<string, unknown>;
    readonly api?: Partial<WaybillApi>;
  } = {},
) {
  let current: Record<string, unknown> = given.values ?? {};
  function Form() {
    const [values, setValues] = useState(current);
    current = values;
    return (
      <>
        {Object.entries(fields).map(([name, { component, options }]) => {
          const Field = component as ComponentType<Record<string, unknown>>;
          return (
            <Field
              key={name}
              formData={values[name]}
              onChange={(value: unknown) =>
                setValues(before => ({ ...before, [name]: value }))
              }
              schema={{}}
              uiSchema={{ 'ui:options': options }}
              rawErrors={[]}
              formContext={{ formData: values }}
            />
          );
        })}
      </>
    );
  }
  renderInTestApp(<Form />, {
    apis: [[waybillApiRef, { ...ANSWERS, ...given.api }]],
  });
  return { user: userEvent.setup({ delay: null }), values: () => current };
}
