import { useState, type ComponentType } from 'react';
import type { ModelSourceFieldProps } from '../src/components/ModelSourceField/modelSourceSchema';

const EXAMPLES = [
  {
    title: 'Iris (scikit-learn)',
    url: 'http://127.0.0.1:3100/waybill/examples/src/branch/main/iris',
  },
  {
    title: 'Digits (ONNX)',
    url: 'http://127.0.0.1:3100/waybill/examples/src/branch/main/digits',
  },
];

/** The form field with a form's state, and nothing else of a form. */
export function FieldDemo(props: {
  component: ComponentType<ModelSourceFieldProps>;
}) {
  const [value, setValue] = useState<string>();
  const fieldProps = {
    formData: value,
    onChange: setValue,
    required: true,
    rawErrors: [],
    schema: {},
    uiSchema: { 'ui:options': { examples: EXAMPLES } },
  } as unknown as ModelSourceFieldProps;
  return (
    <div style={{ maxWidth: 680 }}>
      <props.component {...fieldProps} />
      <p>
        <code>{value ?? '(nothing yet)'}</code>
      </p>
    </div>
  );
}
