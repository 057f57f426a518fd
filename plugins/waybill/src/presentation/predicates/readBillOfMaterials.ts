import { asList, asObject, asText, type Json } from './json';

const MAX_COMPONENTS = 200;

export interface BomComponent {
  readonly name: string;
  readonly version?: string;
  readonly type?: string;
  readonly licenses: readonly string[];
}

/** A CycloneDX or SPDX bill of materials as a person reads it. */
export interface BomView {
  readonly kind: 'bom';
  /** `CycloneDX 1.6` */
  readonly format: string;
  /** What it is a bill of. */
  readonly subject?: BomComponent;
  readonly components: readonly BomComponent[];
  readonly componentCount: number;
  /** All that are stated, once each. */
  readonly licenses: readonly string[];
}

export function readCycloneDx(predicate: unknown): BomView {
  const bom = asObject(predicate);
  const components = asList(bom.components);
  const { component } = asObject(bom.metadata);
  return describe(
    `CycloneDX ${asText(bom.specVersion) ?? ''}`.trim(),
    components.map(cycloneDxComponent),
    component ? cycloneDxComponent(component) : undefined,
  );
}

export function readSpdx(predicate: unknown): BomView {
  const bom = asObject(predicate);
  const parts = [...asList(bom.packages), ...asList(bom.files)];
  const name = asText(bom.name);
  return describe(
    asText(bom.spdxVersion)?.replace('-', ' ') ?? 'SPDX',
    parts.map(spdxComponent),
    name ? { name, licenses: [] } : undefined,
  );
}

function describe(
  format: string,
  all: readonly BomComponent[],
  subject: BomComponent | undefined,
): BomView {
  return {
    kind: 'bom',
    format,
    ...(subject && { subject }),
    components: all.slice(0, MAX_COMPONENTS),
    componentCount: all.length,
    licenses: unique(
      [...(subject ? [subject] : []), ...all].flatMap(
        ({ licenses }) => licenses,
      ),
    ),
  };
}

function cycloneDxComponent(value: unknown): BomComponent {
  const component = asObject(value);
  return {
    ...named(asText(component.name), component),
    type: asText(component.type),
    licenses: unique(
      asList(component.licenses).flatMap(item => {
        const { expression, license } = asObject(item);
        const { id, name } = asObject(license);
        return asText(expression) ?? asText(id) ?? asText(name) ?? [];
      }),
    ),
  };
}

function spdxComponent(value: unknown): BomComponent {
  const part = asObject(value);
  const isFile = asText(part.fileName) !== undefined;
  return {
    ...named(asText(part.fileName) ?? asText(part.name), {
      version: part.versionInfo,
    }),
    type: isFile ? 'file' : 'package',
    licenses: unique(
      [part.licenseConcluded, part.licenseDeclared]
        .map(asText)
        .filter(
          (text): text is string =>
            text !== undefined && !['NOASSERTION', 'NONE'].includes(text),
        ),
    ),
  };
}

function named(name: string | undefined, { version }: Json) {
  const text = asText(version);
  return { name: name ?? 'without a name', ...(text && { version: text }) };
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
