type Target = (field: string) => void;

/** Fields of the page by the part of the declaration that they ask for. */
const targets = new Map<string, Target>();

/** Lets the field of a part be found for as long as it is on the page. */
export function registerField(part: string, target: Target): () => void {
  targets.set(part, target);
  return () => {
    if (targets.get(part) === target) {
      targets.delete(part);
    }
  };
}

/** Whether the field is on this page: a form of several steps shows one of them. */
export function canJumpTo(field: string): boolean {
  return targets.has(partOf(field));
}

/** Brings the field of `environments[1].profile.gpu` or `serving.runtime` into sight, and the focus to it. */
export function jumpToField(field: string): void {
  targets.get(partOf(field))?.(field);
}

function partOf(field: string): string {
  return /^[^.[]*/.exec(field)?.[0] ?? '';
}
