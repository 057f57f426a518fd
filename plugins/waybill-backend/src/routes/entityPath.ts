import { z } from 'zod';

const part = z.string().min(1).max(63);

/** `/models/:kind/:namespace/:name` */
export const entityPathSchema = z.object({
  kind: part,
  namespace: part,
  name: part,
});
