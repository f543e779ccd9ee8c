import type { PartCheck } from './probe.ts';
import { programOutput } from './program.ts';

/** Tesseract's names of the languages that Gossan's documents are in. */
const WANTED = { eng: 'English', chi_sim: 'Chinese' };

export const ocr: PartCheck = {
  part: 'OCR',
  fix: 'Debian: `apt-get install tesseract-ocr tesseract-ocr-chi-sim`; macOS: `brew install tesseract tesseract-lang`.',
  async run() {
    const about = await programOutput('tesseract', ['--version']);
    if (about === null) {
      return {
        state: 'not-configured',
        version: null,
        detail: 'no tesseract: scanned pages without text stay unread',
        fix: this.fix,
      };
    }
    const listed = (await programOutput('tesseract', ['--list-langs'])) ?? '';
    const languages = listed.split('\n').slice(1);
    const lacking = Object.entries(WANTED).filter(([code]) => !languages.includes(code));
    return {
      state: lacking.length === 0 ? 'ok' : 'fallback',
      version: about.match(/tesseract v?([\d.]+)/)?.[1] ?? null,
      detail:
        lacking.length === 0
          ? `languages: ${languages.join(', ')}`
          : `cannot read ${lacking.map(([, name]) => name).join(' and ')} (languages: ${languages.join(', ') || 'none'})`,
      fix: lacking.length === 0 ? null : this.fix,
    };
  },
};
