import {
  createContext,
  useContext,
  useEffect,
  useState,
  type ReactNode,
} from 'react';

const TICK_MS = 5_000;

const NowContext = createContext<number | undefined>(undefined);

/**
 * The moment against which ages below are told, ticking. Where an answer of the backend is known, it is the backend's
 * clock that ticks: a laptop whose clock is wrong must not make a fresh fact look old.
 */
export function NowProvider(props: {
  answer?: { readonly asOf: string; readonly receivedAtMs: number };
  children: ReactNode;
}) {
  const { answer, children } = props;
  const [clockMs, setClockMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setClockMs(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);

  const asOfMs = answer ? Date.parse(answer.asOf) : NaN;
  const nowMs =
    answer && !Number.isNaN(asOfMs)
      ? asOfMs + Math.max(0, clockMs - answer.receivedAtMs)
      : clockMs;
  return <NowContext.Provider value={nowMs}>{children}</NowContext.Provider>;
}

export function useNow(): number {
  return useContext(NowContext) ?? Date.now();
}
