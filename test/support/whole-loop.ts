import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { asset } from '../../core/paths.ts';
import { ensureDemoScene } from '../../tools/spectral/demo/index.ts';
import { buildGossan } from './built-gossan.ts';
import { writeDistrictSet } from './district-set.ts';
import { temporaryHome } from './home.ts';
import { passedRun } from './passed-run.ts';
import { Screen } from './screen.ts';

/** What is asked of the chat, in one language. */
interface Talk {
  lang: string[];
  document: string;
  question: string;
  archive: string;
  window: string;
  yes: string;
}

const TALKS: Record<'en' | 'zh', Talk> = {
  en: {
    lang: [],
    document: 'field-report.md',
    question: 'Is there alunite in the scene?',
    archive: 'archive',
    window: 'What is in window 40 60 48 48?',
    yes: 'yes',
  },
  zh: {
    lang: ['--lang', 'zh'],
    document: 'memo.md',
    question: '影像里有明矾石吗？',
    archive: '归档',
    window: '窗口 40 60 48 48 里有什么？',
    yes: '是',
  },
};

/** The status line at rest, and an empty prompt below it at the bottom of the screen. */
const AT_REST = /(?:^|\n)gossan-demo[^\n]* · (?:kb|知识库) ridge[^\n]*\n› (?:Ask a|请提问)[^\n]*$/;
/** A step of a plan runs. */
const RUNS = /\n● /;
/** A question of the chat waits. */
const ASKS = /\n› (?:Your answer|请回答|prospector)[^\n]*$/;

/** What all loops share: a build, the demo scene, reports, and a set of approved windows to retrain from. */
export async function loopStage(python: string) {
  // not the machine's own temporary folder: rows break by the length of paths
  const folder = mkdtempSync('/tmp/gossan-loop-');
  const home = temporaryHome();
  const built = buildGossan({ model: true });
  await ensureDemoScene(join(folder, 'demo'));
  cpSync(asset('knowledge_base', 'demo', 'lantern-ridge-field-report.md'), join(folder, 'field-report.md'));
  cpSync(asset('knowledge_base', 'demo', 'lantern-ridge-memo-zh.md'), join(folder, 'memo.md'));
  await writeDistrictSet('ridge', {
    python,
    scenes: join(folder, 'scenes'),
    tasks: ['minerals'],
    windows: { train: 3, val: 1, target: 3 },
  });
  return {
    /** A chat of its own: a person's folder with nothing in it but the set. */
    open(columns: number, rows: number, lang: 'en' | 'zh'): Loop {
      const person = join(folder, `geologist-${lang}`, String(columns));
      mkdirSync(person, { recursive: true });
      const own = join(person, '.gossan');
      cpSync(home.path, own, { recursive: true });
      const args = ['chat', '--scene', 'demo/gossan-demo.hdr', '--kb', 'ridge', ...TALKS[lang].lang];
      const screen = new Screen([process.execPath, built.main, ...args], {
        folder,
        columns,
        rows,
        env: {
          HOME: person,
          GOSSAN_HOME: own,
          GOSSAN_PYTHON: python,
          GOSSAN_PICTURES: 'ascii',
          GIT_CONFIG_GLOBAL: '/dev/null',
          USER: 'prospector',
        },
      });
      return new Loop(screen, TALKS[lang], own, { columns, rows });
    },
    close(): void {
      home.remove();
      built.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The chat from the scene to the swap of the adapter, typed as a person would. */
export class Loop {
  readonly screen: Screen;
  readonly #talk: Talk;
  readonly #home: string;
  readonly #size: { columns: number; rows: number };

  constructor(screen: Screen, talk: Talk, home: string, size: { columns: number; rows: number }) {
    this.screen = screen;
    this.#talk = talk;
    this.#home = home;
    this.#size = size;
  }

  async begin(): Promise<void> {
    await this.screen.until(AT_REST);
  }

  /** Types a line and waits until the prompt is empty and at rest again. Returns the text from there on. */
  async say(line: string, until = AT_REST): Promise<void> {
    const before = this.screen.all().length;
    await this.screen.type(line);
    // the line itself has been taken
    await this.screen.until(/\n› \S/, { from: Math.max(0, before - 400) });
    await settled(this.screen);
    await this.screen.until(until, { ms: 180_000 });
  }

  /** Scene, document, question, citation, report, archive by phrase. @param pull the window wider and back while the question is answered */
  async asks({ pull }: { pull: boolean }): Promise<void> {
    const { document, question, archive } = this.#talk;
    await this.say(`/kb add ${document}`);
    await this.say('/scene');
    const pulled = pull ? this.#pulled() : undefined;
    await this.say(question);
    await pulled;
    for (const line of ['/cite 1', '/plan', '/report', archive]) await this.say(line);
  }

  /**
   * Waits for the first step of a plan, makes the window wider, then as it was. tmux tells of the second change late, the more so on
   * a busy machine, and what is drawn in between stays: for a quiet one.
   */
  async #pulled(): Promise<void> {
    const { columns, rows } = this.#size;
    await this.screen.until(RUNS);
    this.screen.resize(columns + 24, rows - 6);
    await new Promise((resolve) => setTimeout(resolve, 800));
    this.screen.resize(columns, rows);
  }

  /** Approves an answer of the vision model. */
  async approves(): Promise<void> {
    await this.say(this.#talk.window);
    await this.say('/approve', ASKS);
    await this.say(this.#talk.yes, ASKS);
    await this.say('Li Wei');
  }

  /**
   * Begins to retrain and stops where it can go on; then activates a run that has passed the gate, as one finds it after
   * the minutes that a training takes.
   */
  async retrainsAndSwaps(): Promise<void> {
    await this.say('/retrain ridge lora', ASKS);
    await this.screen.type(this.#talk.yes);
    await this.screen.until(/⟳ /);
    await this.say(
      '/retrain stop',
      /(?:was stopped|已停止)[\s\S]*gossan-demo[^\n]* · (?:kb|知识库) ridge[^\n]*\n› (?:Ask a|请提问)[^\n]*$/,
    );
    await this.#passedTheGate();
    await this.say(`/retrain ${this.#talk.yes}`);
    await this.say('/adapter');
    await this.say('/adapter rollback');
  }

  async #passedTheGate(): Promise<void> {
    const before = process.env.GOSSAN_HOME;
    process.env.GOSSAN_HOME = this.#home;
    try {
      const { status } = await passedRun('Li Wei');
      if (status !== 'waiting') throw new Error(`the run is ${status}`);
    } finally {
      process.env.GOSSAN_HOME = before;
    }
  }

  /** Everything that was shown, with what changes from run to run replaced by something as wide. */
  text(): string {
    return normalised(this.screen.all());
  }
}

/** Times, dates, names of sessions and runs, hashes; shares that the vision model reads, which may differ by a point on another processor. */
function normalised(text: string): string {
  return text
    .replace(/\d{8}-\d{4}-[a-z]{4}/g, 'YYYYMMDD-HHMM-xxxx')
    .replace(/gossan-loop-\w{6}/g, 'gossan-loop-xxxxxx')
    .replace(/sha256 [0-9a-f]{16}/g, `sha256 ${'·'.repeat(16)}`)
    .replace(/\d{8}-\d{6}-[0-9a-f]{4}/g, 'YYYYMMDD-HHMMSS-xxxx')
    .replace(/\d{8}T\d{6}-[0-9a-f]{8}/g, 'YYYYMMDDTHHMMSS-xxxxxxxx')
    .replace(/\d{4}-\d\d-\d\d(?: \d\d:\d\d)?/g, (date) => date.replace(/\d/g, '#'))
    .replace(/\d+\.\d(?= ?(?:s|秒)(?![a-z]))/g, '#.#')
    .replace(/\b(?=[a-f]*\d)[0-9a-f]{12}\b/g, 'hash'.padEnd(12, '·'))
    .replace(/\d+(?=%)/g, (share) => '#'.repeat(share.length))
    .replace(/\d+:\d\d(?= \(min|（分)/g, 'M:SS');
}

/** Nothing has changed for a while. */
async function settled(screen: Screen): Promise<void> {
  for (let last = ''; ; ) {
    await new Promise((resolve) => setTimeout(resolve, 150));
    const now = screen.now();
    if (now === last || /[⠀-⣿]/.test(now)) return;
    last = now;
  }
}
