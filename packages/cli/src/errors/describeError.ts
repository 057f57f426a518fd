import { printable } from '../terminal/printable';

/** What to do about it at a command line; what the portal's configuration could do is of no use here. */
const ADVICE: Readonly<Record<string, string>> = {
  UNAUTHORIZED:
    'Log in with `docker login` (or `oras login`, `podman login`), or give --username and --password-stdin.',
  DENIED:
    'The account may not do this, or the repository is not there: ask for access to it.',
  NOT_FOUND: 'Check repository, tag and digest.',
  UNREACHABLE:
    'Check the name of the registry, --plain-http and --ca-file, and that it runs.',
};
const CONFIGURATION = 'waybill.registries';
const OF_REGISTRIES = ['RegistryError', 'CopyError'];
const MAX_CAUSES = 5;

/** One line: what failed, on what, and what to do next, with the code to look up. */
export function describeError(error: unknown): string {
  const { message, code, name } = partsOf(error);
  const isOfRegistry = name && OF_REGISTRIES.includes(name);
  const advice = code && isOfRegistry ? ADVICE[code] : undefined;
  const sentences = message.split(/(?<=[.!?])\s+(?=[A-Z])/);
  const facts = sentences.filter(text => !text.includes(CONFIGURATION));
  const text = [
    ...(facts.length > 0 ? facts : sentences),
    ...(advice ? [advice] : []),
  ].join(' ');
  return `${printable(text)}${code ? ` [${code}]` : ''}`;
}

/** The causes below an error, one line each. */
export function describeCauses(error: unknown): string[] {
  const lines: string[] = [];
  let cause = causeOf(error);
  while (cause !== undefined && lines.length < MAX_CAUSES) {
    const { message, code } = partsOf(cause);
    lines.push(
      `caused by: ${printable(message)}${
        code && !message.includes(code) ? ` [${code}]` : ''
      }`,
    );
    cause = causeOf(cause);
  }
  return lines;
}

export function partsOf(error: unknown): {
  readonly message: string;
  readonly code?: string;
  readonly name?: string;
} {
  if (typeof error !== 'object' || error === null)
    return { message: String(error) };
  const { message, code, name } = error as Partial<Error> & { code?: unknown };
  return {
    message: message || name || 'failed without a reason',
    name,
    ...(typeof code === 'string' ? { code } : {}),
  };
}

function causeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null
    ? (error as { cause?: unknown }).cause
    : undefined;
}
