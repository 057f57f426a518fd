import { KitfileError, type KitfileErrorCode } from '../KitfileError';

/** What is wrong with a text before anybody knows its keys. */
export function yamlFailure(
  code: KitfileErrorCode,
  line: number | undefined,
  message: string,
): KitfileError {
  return new KitfileError([{ code, path: '', line, message }]);
}
