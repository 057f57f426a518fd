import { useState } from 'react';
import { formatVariables, readVariables } from '../../forms/variables';
import { LinesField } from '../LinesField';

/** Arguments and variables of the model server, a line each. */
export function ServerArguments(props: {
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
  onChange: (parts: {
    args?: readonly string[];
    env?: Readonly<Record<string, string>>;
  }) => void;
}) {
  const { args, env, onChange } = props;
  // What is half written is not part of the value yet, and must stay as it was typed.
  const [argsText, setArgsText] = useState((args ?? []).join('\n'));
  const [envText, setEnvText] = useState(formatVariables(env));
  return (
    <>
      <LinesField
        label="Arguments of the server"
        description="One to a line."
        value={argsText}
        onChange={text => {
          setArgsText(text);
          const lines = text.split('\n').filter(line => line.trim() !== '');
          onChange({ args: lines.length > 0 ? lines : undefined });
        }}
      />
      <LinesField
        label="Variables of the server"
        description="NAME=value, one to a line. Nothing secret: they are written into Git."
        value={envText}
        onChange={text => {
          setEnvText(text);
          onChange({ env: readVariables(text).env });
        }}
        complain={text => readVariables(text).complaint}
      />
    </>
  );
}
