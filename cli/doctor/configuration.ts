import { type Config, SETTINGS, type Setting } from '../../core/config.ts';
import type { PartCheck } from './probe.ts';

export const configuration: PartCheck = {
  part: 'configuration',
  fix: 'Mend the file or the variable that the message names.',
  async run(config) {
    const set = (Object.keys(SETTINGS) as Setting[]).filter((setting) => config.origins[setting] !== 'default');
    const values = set.map((setting) => `${setting}=${shown(config, setting)} (${config.origins[setting]})`);
    return {
      state: 'ok',
      version: null,
      detail: `${config.file ?? 'no gossan.config.json here'}; ${values.join(', ') || 'all settings have their defaults'}`,
      fix: null,
    };
  },
};

/** A setting for the screen: a key is not shown, nor the password in an address. */
function shown(config: Config, setting: Setting): string {
  const value = String(config[setting]);
  if (setting === 'llmKey' || setting === 'visionKey') return '***';
  if (!URL.canParse(value)) return value;
  const address = new URL(value);
  if (address.password) address.password = '***';
  return address.href;
}
