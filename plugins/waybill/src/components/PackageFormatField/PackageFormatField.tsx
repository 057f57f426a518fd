import { useApi } from '@backstage/frontend-plugin-api';
import { Radio, RadioGroup } from '@backstage/ui';
import {
  servingNotes,
  type EnvironmentList,
  type PackageFormat,
} from '@waybill/backstage-plugin-waybill-common';
import { useCallback } from 'react';
import { waybillApiRef } from '../../api';
import { useRequest } from '../../hooks/useRequest';
import { inkClass } from '../../presentation/ink';
import { groupNotes, type GroupedNote } from '../../presentation/serving';
import { ServingNotes } from '../ServingNotes';
import { FORMATS, isFormat } from './formats';
import type { PackageFormatFieldProps } from './packageFormatSchema';
import styles from './PackageFormatField.module.css';

/** Asks for the format of a package, and says as one chooses where it could not be served. */
export function PackageFormatField(props: PackageFormatFieldProps) {
  const { formData, onChange, required, schema, uiSchema, formContext } = props;
  const api = useApi(waybillApiRef);
  const { value: list } = useRequest(
    useCallback(
      (signal: AbortSignal) => api.getEnvironments({ signal }),
      [api],
    ),
  );
  const offered = (schema.enum ?? Object.keys(FORMATS)).filter(isFormat);
  const chosen = isFormat(formData) ? formData : offered[0];
  const field = uiSchema?.['ui:options']?.environmentField ?? 'environment';
  const environment: unknown = formContext?.formData?.[field];
  return (
    <div className={`${styles.root} ${inkClass}`}>
      <RadioGroup
        label={schema.title ?? 'Package format'}
        description={schema.description}
        isRequired={required}
        value={chosen}
        onChange={next => isFormat(next) && onChange(next)}
      >
        {offered.map(format => (
          <Radio key={format} value={format}>
            {FORMATS[format].title}
            <span className={styles.about}> {FORMATS[format].about}</span>
          </Radio>
        ))}
      </RadioGroup>
      <div role="status">
        {list && <ServingNotes notes={notesOf(chosen, list, environment)} />}
      </div>
    </div>
  );
}

/** Of the chosen environment alone, where one is chosen: the others are told on the model's page. */
function notesOf(
  format: PackageFormat,
  { places = [], hasBaseImage, isSandbox, items }: EnvironmentList,
  environment: unknown,
): GroupedNote[] {
  const titleOf = (name: string) =>
    items.find(item => item.name === name)?.title ?? name;
  const isKnown = places.some(({ name }) => name === environment);
  const traits =
    format === 'modelcar'
      ? // The sandbox plays its pods: nothing runs in the image there.
        { format, ...(!isSandbox && { hasShell: hasBaseImage === true }) }
      : { format, hasFilePaths: true };
  return groupNotes(
    servingNotes(
      traits,
      places.filter(({ name }) => !isKnown || name === environment),
    ),
    titleOf,
  );
}
