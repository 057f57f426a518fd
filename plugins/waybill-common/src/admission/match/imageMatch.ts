import { matchesRepositoryGlob } from '../../verification';
import { unknown, answer, type Answer } from './answer';

const MAX_PATTERN_LENGTH = 1_000;

/**
 * Kyverno's globs: a star crosses everything. Brackets and the like mean something to it, and are not guessed at.
 *
 * @internal
 */
export function matchesKyvernoGlob(glob: string, image: string): Answer {
  if (glob.length > MAX_PATTERN_LENGTH || /[?[\]{}\\!]/.test(glob)) {
    return unknown(`its pattern '${shorten(glob)}' is more than stars`);
  }
  return answer(matchesRepositoryGlob(glob.replace(/\*+/g, '**'), image));
}

/** policy-controller's: one star stays inside a segment, two cross them. @internal */
export function matchesControllerGlob(glob: string, image: string): Answer {
  if (glob.length > MAX_PATTERN_LENGTH || !/^[a-zA-Z0-9\-_:/*.]+$/.test(glob)) {
    return unknown(`its pattern '${shorten(glob)}' is none that it takes`);
  }
  const name = image.replace(/^docker\.io\//, 'index.docker.io/');
  return answer(
    matchesRepositoryGlob(glob, name) || matchesRepositoryGlob(glob, image),
  );
}

/** Whether a pattern takes images of any registry, and so others than the model. @internal */
export function isOpenPattern(glob: string): boolean {
  return !/^[^*]+\//.test(glob);
}

/**
 * A regular expression of a cluster as far as it is a text with `.*`, `.+` and `[^/]*` in it. It is never run: one that
 * somebody wrote could keep us busy for ever.
 *
 * @internal
 */
export function matchesSimpleRegExp(expression: string, text: string): Answer {
  const glob =
    expression.length > MAX_PATTERN_LENGTH ? undefined : toGlob(expression);
  return glob === undefined
    ? unknown(`its expression '${shorten(expression)}' is not simple`)
    : answer(matchesRepositoryGlob(glob, text));
}

function toGlob(expression: string): string | undefined {
  const isAnchoredAtStart = expression.startsWith('^');
  const isAnchoredAtEnd = /(^|[^\\])(\\\\)*\$$/.test(expression);
  const body = expression.slice(
    isAnchoredAtStart ? 1 : 0,
    isAnchoredAtEnd ? -1 : undefined,
  );
  const tokens = body.match(
    /\\[^a-zA-Z0-9*]|\.\*|\[\^\/\]\*|[^\\.*+?()[\]{}|^$]/gu,
  );
  if ((tokens ?? []).join('') !== body) return undefined;
  const glob = (tokens ?? []).map(token => {
    if (token === '.*') return '**';
    if (token === '[^/]*') return '*';
    return token.startsWith('\\') ? token.slice(1) : token;
  });
  return `${isAnchoredAtStart ? '' : '**'}${glob.join('')}${
    isAnchoredAtEnd ? '' : '**'
  }`;
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
