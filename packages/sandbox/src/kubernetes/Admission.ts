import type { KubernetesObject } from './KubernetesObject';

/** Changes an object on its way in, as a mutating webhook would; throws a StatusError to refuse it. */
export type AdmissionHook = (
  object: KubernetesObject,
  context: { readonly live?: KubernetesObject },
) => KubernetesObject;

/** Where players that bring webhooks (KServe) hook into the API server. */
export class Admission {
  private readonly hooks = new Map<string, Set<AdmissionHook>>();

  /** Registers a hook for a kind; returns how to take it away. */
  register(kind: string, hook: AdmissionHook): () => void {
    const hooks = this.hooks.get(kind) ?? new Set();
    hooks.add(hook);
    this.hooks.set(kind, hooks);
    return () => hooks.delete(hook);
  }

  admit(
    object: KubernetesObject,
    live: KubernetesObject | undefined,
  ): KubernetesObject {
    let admitted = object;
    for (const hook of this.hooks.get(object.kind) ?? [])
      admitted = hook(admitted, { live });
    return admitted;
  }
}
