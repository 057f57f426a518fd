import { gitlabRefusal } from './gitlabAnswers';

/** What GitLab says of a refusal, in whichever of its shapes. @internal */
export function gitlabMessage(body: unknown): string | undefined {
  const parsed = gitlabRefusal.safeParse(body);
  if (!parsed.success) return undefined;
  const { message, error } = parsed.data;
  if (message === undefined) return error;
  if (typeof message === 'string') return message;
  if (Array.isArray(message)) return message.join('; ');
  return Object.entries(message)
    .map(([field, reasons]) => `${field} ${[reasons].flat().join(', ')}`)
    .join('; ');
}
