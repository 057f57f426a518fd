import { useState } from 'react';
import { withParts } from '../../forms/profileParts';
import { formatVariables, readVariables } from '../../forms/variables';
import { LinesField } from '../LinesField';
import type { ProfilePartProps } from './ProfilePartProps';

/** Further variables of the model server, a line each. */
export function VariablesPart({ profile, onChange }: ProfilePartProps) {
  const declared = formatVariables(profile.env);
  const [text, setText] = useState(declared);
  // What is half written is not declared yet, and must stay as it was typed.
  const isOwn = formatVariables(readVariables(text).env) === declared;
  return (
    <LinesField
      label="Variables"
      description="NAME=value, one to a line. Nothing secret: they are written into Git."
      value={isOwn ? text : declared}
      onChange={next => {
        setText(next);
        onChange(withParts(profile, { env: readVariables(next).env }));
      }}
      complain={next => readVariables(next).complaint}
    />
  );
}
