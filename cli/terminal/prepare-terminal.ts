/**
 * Settings that the drawing library reads from the environment when it is loaded; call before it is.
 * It knows FORCE_COLOR and not NO_COLOR; and where CI is set it draws nothing until the end, though here is a real terminal.
 */
export function prepareTerminal(): void {
  if (process.env.NO_COLOR) process.env.FORCE_COLOR = '0';
  for (const name of ['CI', 'CONTINUOUS_INTEGRATION']) {
    if (name in process.env) process.env[name] = 'false';
  }
}
