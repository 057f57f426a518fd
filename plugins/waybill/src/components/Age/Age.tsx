import { useNow } from '../../hooks/useNow';
import { formatAge } from '../../presentation/formatAge';

/** How long ago a moment was; the moment itself is in the title. Nothing where it is missing or unreadable. */
export function Age(props: { at?: string; prefix?: string }) {
  const nowMs = useNow();
  const { at, prefix = '' } = props;
  const thenMs = at === undefined ? NaN : Date.parse(at);
  if (at === undefined || Number.isNaN(thenMs)) {
    return null;
  }
  return (
    <time dateTime={at} title={new Date(thenMs).toLocaleString()}>
      {prefix}
      {formatAge(thenMs, nowMs)}
    </time>
  );
}
