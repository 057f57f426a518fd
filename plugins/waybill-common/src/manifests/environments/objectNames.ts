import type { KubernetesManifest } from '../kubernetes';

/** What makes two objects the same one. */
export function objectKey(object: KubernetesManifest): string {
  return `${object.kind}/${object.metadata.name}`;
}

/** `LLMInferenceService` as `llm-inference-service`. */
export function kebabKind(kind: string): string {
  return kind
    .replace(/([A-Z]+)(?=[A-Z][a-z])|([a-z0-9])(?=[A-Z])/g, '$&-')
    .toLowerCase();
}

/** Name of an object's file without its extension: its kind, and what its name has more than the model's. */
export function fileStem(
  { kind, metadata }: KubernetesManifest,
  modelName: string,
): string {
  const rest = metadata.name.startsWith(`${modelName}-`)
    ? metadata.name.slice(modelName.length)
    : '';
  return `${kebabKind(kind)}${rest}`;
}
