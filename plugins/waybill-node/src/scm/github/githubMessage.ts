import { githubRefusal } from './githubAnswers';

/** What GitHub says of a refusal, with the reasons that it lists. @internal */
export function githubMessage(body: unknown): string | undefined {
  const parsed = githubRefusal.safeParse(body);
  if (!parsed.success) return undefined;
  const reasons = (parsed.data.errors ?? []).map(error =>
    typeof error === 'string' ? error : error.message ?? error.code ?? '',
  );
  return [parsed.data.message, ...reasons].filter(Boolean).join(': ');
}
