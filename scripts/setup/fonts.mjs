import { existsSync } from 'node:fs';
import { installDebian } from './debian.mjs';

/** What the tests of text recognition print their pages with: one Latin font, one Chinese. */
const FONTS = {
  'fonts-dejavu-core': '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf',
  'fonts-arphic-uming': '/usr/share/fonts/truetype/arphic/uming.ttc',
};

export const fonts = {
  name: 'fonts for the tests',
  fatal: false,
  without: 'Tests of text recognition are skipped.',

  needed() {
    const missing = Object.keys(FONTS).filter((name) => !existsSync(FONTS[name]));
    return missing.length === 0 ? null : `${missing.join(' and ')} missing`;
  },

  run: () =>
    installDebian(Object.keys(FONTS), { what: 'fonts', log: 'fonts', lacking: 'Fonts for the tests are missing' }),
};
