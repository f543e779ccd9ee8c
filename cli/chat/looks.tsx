import { Text } from 'ink';
import { type ComponentProps, createContext, useContext } from 'react';
import { type Tone, type Tones, tonesFor } from '../terminal/tones.ts';

/** How the chat looks in this terminal. */
export interface Looks {
  tones: Tones;
  /** Somebody listens: no marks, no columns, nothing that is drawn again. */
  spoken: boolean;
}

export const LooksContext = createContext<Looks>({ tones: tonesFor('unknown', 1), spoken: false });

export function useLooks(): Looks {
  return useContext(LooksContext);
}

/** Text in a tone, legible on the terminal's ground. */
export function Toned({ tone, ...rest }: { tone: Tone | undefined } & ComponentProps<typeof Text>) {
  const { tones } = useLooks();
  return <Text {...(tone ? tones[tone] : {})} {...rest} />;
}
