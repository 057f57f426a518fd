import type { DeclarationProblem, RouteSpec } from '../../declaration';
import {
  DNS_SUBDOMAIN,
  DNS_SUBDOMAIN_LENGTH,
  isText,
  problem,
  quote,
} from '../../declaration/problem';

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const MAX_HOSTNAMES = 16;

/** What both kinds of route take: no empty parts, no `.` and `..`, nothing that is written with `%`. */
const ROUTE_PATH =
  /^\/$|^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._~!$&'()*+,;=:@-]+)+\/?$/;

/** @internal */
export function listRouteProblems(
  route: RouteSpec | undefined,
): DeclarationProblem[] {
  if (!route) return [];
  const { path } = route;
  const problems =
    path === undefined || isText(path, ROUTE_PATH, 1024)
      ? []
      : [
          problem(
            'INVALID_VALUE',
            'serving.route.path',
            `${quote(
              path,
            )} is no path of a route: begin with '/', and leave out '//', '..' and '%'.`,
          ),
        ];
  if (route.kind === 'HTTPRoute') return [...problems, ...listGateway(route)];
  if (route.kind === 'Ingress') return [...problems, ...listIngress(route)];
  return [
    problem(
      'INVALID_VALUE',
      'serving.route.kind',
      `${quote(
        (route as { kind: unknown }).kind,
      )} is no kind of route: use HTTPRoute or Ingress.`,
    ),
  ];
}

function listGateway({
  gateway,
  hostnames = [],
}: Extract<RouteSpec, { kind: 'HTTPRoute' }>): DeclarationProblem[] {
  return [
    ...listName(gateway.name, 'serving.route.gateway.name', DNS_SUBDOMAIN),
    ...listName(
      gateway.namespace,
      'serving.route.gateway.namespace',
      DNS_LABEL,
    ),
    ...(hostnames.length > MAX_HOSTNAMES
      ? [
          problem(
            'INVALID_VALUE',
            'serving.route.hostnames',
            `An HTTPRoute takes at most ${MAX_HOSTNAMES} host names, and ${hostnames.length} are given.`,
          ),
        ]
      : hostnames.flatMap((host, index) =>
          listHost(host, `serving.route.hostnames[${index}]`),
        )),
  ];
}

function listIngress({
  className,
  host,
  tlsSecret,
}: Extract<RouteSpec, { kind: 'Ingress' }>): DeclarationProblem[] {
  return [
    ...listName(className, 'serving.route.className', DNS_SUBDOMAIN),
    ...listHost(host, 'serving.route.host'),
    ...listName(tlsSecret, 'serving.route.tlsSecret', DNS_SUBDOMAIN),
  ];
}

function listName(
  name: string | undefined,
  field: string,
  pattern: RegExp,
): DeclarationProblem[] {
  return name === undefined || isText(name, pattern, DNS_SUBDOMAIN_LENGTH)
    ? []
    : [
        problem(
          'INVALID_NAME',
          field,
          `${quote(
            name,
          )} cannot be a name in Kubernetes: use lower-case letters, digits and '-'.`,
        ),
      ];
}

function listHost(host: string, field: string): DeclarationProblem[] {
  const name =
    typeof host === 'string' && host.startsWith('*.') ? host.slice(2) : host;
  const isHost =
    isText(name, DNS_SUBDOMAIN, DNS_SUBDOMAIN_LENGTH) &&
    name.split('.').every(label => label.length <= 63) &&
    !/^[0-9.]+$/.test(name);
  return isHost
    ? []
    : [
        problem(
          'INVALID_VALUE',
          field,
          `${quote(
            host,
          )} is no host name: give one such as models.example.com or *.example.com, and no address or port.`,
        ),
      ];
}
