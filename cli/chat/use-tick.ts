import { useEffect, useState } from 'react';

const TICK_MS = 120;

/** Counts up while something runs. */
export function useTick(running: boolean): number {
  const [tick, setTick] = useState(0);
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setTick((before) => before + 1), TICK_MS);
    return () => clearInterval(timer);
  }, [running]);
  return tick;
}
