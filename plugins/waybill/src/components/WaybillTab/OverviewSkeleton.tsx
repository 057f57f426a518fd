import { Skeleton, VisuallyHidden } from '@backstage/ui';

/** Holds the place of what is being loaded. */
export function OverviewSkeleton() {
  return (
    <>
      <VisuallyHidden role="status">Loading the waybill</VisuallyHidden>
      <Skeleton width={280} height={20} />
      <Skeleton width="100%" height={196} />
      <Skeleton width="100%" height={196} />
      <Skeleton width="100%" height={160} />
    </>
  );
}
