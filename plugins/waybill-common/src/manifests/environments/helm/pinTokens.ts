import { ANNOTATION_VERSION } from '../../kserve';
import { isMap, type JsonMap } from '../patches';
import type { ChartVariant } from './ChartVariant';

/** A place in the text that Helm fills in. */
export interface PinToken {
  readonly token: string;
  /** Template expression without its braces. */
  readonly expression: string;
  /** Where its value is in the values. */
  readonly valuePath: readonly [group: string, key: string];
  readonly valueOf: (variant: ChartVariant) => string;
}

const FIRST_PRIVATE = 0xe000;
const LAST_PRIVATE = 0xf8ff;

/**
 * Stands for what a chart says by `.Values.model.…`, so that the objects of two environments with different versions are
 * the same. The tokens are characters that none of the objects has.
 */
export class PinTokens {
  readonly namespace: Pick<PinToken, 'token' | 'expression'>;
  readonly model: readonly PinToken[];
  readonly canaries: readonly PinToken[];

  constructor(variants: readonly ChartVariant[]) {
    const free = freeCharacters(variants);
    const next = (): string => free.next().value;
    this.namespace = { token: next(), expression: '.Release.Namespace' };
    const canaries = Math.max(
      ...variants.map(variant => variant.canaries.length),
    );
    this.model = (['repository', 'version', 'digest'] as const).map(field =>
      modelToken(next(), field),
    );
    this.canaries = Array.from({ length: canaries }, (_, index) => [
      canaryToken(next(), index, 'version'),
      canaryToken(next(), index, 'digest'),
    ]).flat();
  }

  get all(): readonly Pick<PinToken, 'token' | 'expression'>[] {
    return [this.namespace, ...this.model, ...this.canaries];
  }

  /** Puts tokens in place of a variant's own pins. */
  insert(value: unknown, variant: ChartVariant, key = ''): unknown {
    if (typeof value === 'string') return this.insertText(value, variant, key);
    if (Array.isArray(value)) {
      return value.map(item => this.insert(item, variant));
    }
    return isMap(value)
      ? Object.fromEntries(
          Object.entries(value).map(([name, item]) => [
            name,
            this.insert(item, variant, name),
          ]),
        )
      : value;
  }

  /** Puts a variant's own pins in place of tokens. */
  remove(value: unknown, variant: ChartVariant): unknown {
    if (typeof value === 'string') {
      return [...this.model, ...this.canaries].reduce(
        (text, { token, valueOf }) =>
          text.replaceAll(token, () => valueOf(variant)),
        value,
      );
    }
    if (Array.isArray(value)) {
      return value.map(item => this.remove(item, variant));
    }
    return isMap(value) ? this.removeWithin(value, variant) : value;
  }

  private removeWithin(map: JsonMap, variant: ChartVariant): JsonMap {
    return Object.fromEntries(
      Object.entries(map).map(([key, item]) => [
        key,
        this.remove(item, variant),
      ]),
    );
  }

  private insertText(text: string, variant: ChartVariant, key: string): string {
    const [repository, version, digest] = this.model;
    if (key === ANNOTATION_VERSION) {
      const found = [version, ...this.canaries].find(
        ({ valueOf }) => valueOf(variant) === text,
      );
      return found?.token ?? text;
    }
    const name = variant.package.repository;
    return [digest, ...this.canaries].reduce((result, candidate) => {
      const value = candidate.valueOf(variant);
      return value.startsWith('sha256:')
        ? result.replaceAll(
            `${name}@${value}`,
            () => `${repository.token}@${candidate.token}`,
          )
        : result;
    }, text);
  }
}

function modelToken(
  token: string,
  field: 'repository' | 'version' | 'digest',
): PinToken {
  return {
    token,
    expression: `.Values.model.${field}`,
    valuePath: ['model', field],
    valueOf: variant => variant.package[field],
  };
}

function canaryToken(
  token: string,
  index: number,
  field: 'version' | 'digest',
): PinToken {
  const group = index === 0 ? 'canary' : `canary${index + 1}`;
  return {
    token,
    expression: `.Values.${group}.${field}`,
    valuePath: [group, field],
    valueOf: variant => variant.canaries[index]?.[field] ?? '',
  };
}

function* freeCharacters(
  variants: readonly ChartVariant[],
): Generator<string, never> {
  const text = JSON.stringify(variants.map(({ objects }) => [...objects]));
  for (let code = FIRST_PRIVATE; code <= LAST_PRIVATE; code += 1) {
    const character = String.fromCharCode(code);
    if (!text.includes(character)) yield character;
  }
  throw new Error('The declaration uses all of the private characters');
}
