/**
 * Evaluates the formula of a derived number: letters a, b, c … stand for its inputs in order; + - * / and brackets.
 * Undefined where it is no such formula, so that a guard can refuse what it cannot recompute.
 */
export function evaluateFormula(formula: string, inputs: number[]): number | undefined {
  const tokens = formula.match(/[a-z]|\d+(?:\.\d+)?|[-+*/()]|\S/g) ?? [];
  let at = 0;
  const factor = (): number => {
    const token = tokens[at++];
    if (token === '(') {
      const value = sum();
      return tokens[at++] === ')' ? value : Number.NaN;
    }
    if (token !== undefined && /^[a-z]$/.test(token)) return inputs[token.charCodeAt(0) - 97] ?? Number.NaN;
    return token !== undefined && /^\d/.test(token) ? Number(token) : Number.NaN;
  };
  const product = (): number => {
    let value = factor();
    while (tokens[at] === '*' || tokens[at] === '/') value = tokens[at++] === '*' ? value * factor() : value / factor();
    return value;
  };
  const sum = (): number => {
    let value = product();
    while (tokens[at] === '+' || tokens[at] === '-')
      value = tokens[at++] === '+' ? value + product() : value - product();
    return value;
  };
  const value = sum();
  return at === tokens.length && Number.isFinite(value) ? value : undefined;
}
