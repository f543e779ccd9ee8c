/**
 * English words that carry no subject. Negations are kept out of the list: "no alteration" is about something.
 * Written for Gossan.
 */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a about above after again against all also am among an and any are as at be because been before being below ' +
    'between both but by can could did do does doing during each either else etc ever every for from further had has ' +
    'have having he her here hers him his how however i if in into is it its itself just let may me might more most ' +
    'much must my of off on once only onto or other our ours out over own per quite rather really same shall she ' +
    'should since so some such than that the their theirs them then there therefore these they this those though ' +
    'through thus to too toward towards under until up upon us very via was we were what when where whether which ' +
    'while who whom whose why will with within would yet you your yours'
  ).split(' '),
);
