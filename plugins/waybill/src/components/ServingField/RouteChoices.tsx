import { Select, TextField } from '@backstage/ui';
import type { RouteSpec } from '@waybill/backstage-plugin-waybill-common';
import { useState } from 'react';

const KINDS = [
  { value: 'none', label: 'Nobody from outside' },
  { value: 'HTTPRoute', label: 'By a Gateway (HTTPRoute)' },
  { value: 'Ingress', label: 'By an Ingress' },
] as const;

/** How clients from outside come to a Deployment. */
export function RouteChoices(props: {
  route?: RouteSpec;
  onChange: (route: RouteSpec | undefined) => void;
}) {
  const { route, onChange } = props;
  return (
    <>
      <Select
        label="Clients come"
        options={KINDS}
        value={route?.kind ?? 'none'}
        onChange={next => onChange(firstRoute(next))}
      />
      {route?.kind === 'HTTPRoute' && (
        <>
          <TextField
            label="Name of the Gateway"
            value={route.gateway.name}
            onChange={name =>
              onChange({
                ...route,
                gateway: { ...route.gateway, name: name.trim() },
              })
            }
          />
          <HostNames
            hostnames={route.hostnames}
            onChange={hostnames => onChange({ ...route, hostnames })}
          />
        </>
      )}
      {route?.kind === 'Ingress' && (
        <TextField
          label="Host name"
          placeholder="iris.example.com"
          value={route.host}
          onChange={host => onChange({ ...route, host: host.trim() })}
        />
      )}
    </>
  );
}

function HostNames(props: {
  hostnames?: readonly string[];
  onChange: (hostnames: readonly string[] | undefined) => void;
}) {
  // A comma at the end names nothing yet, and must stay as it was typed.
  const [text, setText] = useState((props.hostnames ?? []).join(', '));
  return (
    <TextField
      label="Host names"
      description="With commas between them; all of the Gateway's where it is empty."
      value={text}
      onChange={next => {
        setText(next);
        const names = next.split(',').map(name => name.trim());
        const given = names.filter(Boolean);
        props.onChange(given.length > 0 ? given : undefined);
      }}
    />
  );
}

function firstRoute(kind: unknown): RouteSpec | undefined {
  switch (kind) {
    case 'HTTPRoute':
      return { kind, gateway: { name: '' } };
    case 'Ingress':
      return { kind, host: '' };
    default:
      return undefined;
  }
}
