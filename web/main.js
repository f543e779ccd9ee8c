// @ts-check
import { api, forgetToken, onTokenNeeded, token } from './api.js';
import { Conversation, errorWords } from './conversation.js';
import { byId, element } from './dom.js';
import { currentLanguage, onLanguage, say, speak, wordPage } from './language.js';
import { LayersPanel } from './layers-panel.js';
import { MapView } from './map-view.js';
import { pageDialog } from './page-dialog.js';
import { plainLine } from './plain-text.js';
import { sessionsDialog } from './sessions-dialog.js';
import { SpectrumPanel } from './spectrum-panel.js';
import { askForToken } from './token-dialog.js';

/** @typedef {import('./api.js').OfferedScene} OfferedScene */
/** @typedef {import('./api.js').SceneSheet} SceneSheet */
/** @typedef {import('./api.js').Session} Session */

/** From here on map and questions stand beside each other, and there is room for the legend. */
const WIDE = '(min-width: 60rem)';

const alertPlace = byId('alert', HTMLElement);
const sceneChoice = byId('scene', HTMLSelectElement);
const kbChoice = byId('knowledge', HTMLSelectElement);
const about = byId('scene-about', HTMLElement);

/** @type {OfferedScene[]} */
let offered = [];
/** @type {SceneSheet | null} */
let scene = null;
/** @type {AbortController | null} */
let opening = null;

/** @param {unknown} error */
function tell(error) {
  const { message, hint } = errorWords(error);
  notice(`${plainLine(message)} ${plainLine(hint)}`);
}

/** @param {string} text */
function notice(text) {
  alertPlace.hidden = text === '';
  alertPlace.replaceChildren(
    text,
    element('button', { type: 'button', 'aria-label': say('close'), onclick: () => notice('') }, '×'),
  );
}

const map = new MapView(byId('map', HTMLCanvasElement), byId('pixel', HTMLOutputElement), (pixel) => {
  if (scene) spectrum.show(scene.id, pixel);
});
const layers = new LayersPanel(byId('layers', HTMLElement), (shown) => map.show(shown), tell);
const spectrum = new SpectrumPanel(byId('spectrum', HTMLElement), (question) => conversation.write(question), tell);
const showPage = pageDialog(tell);
const conversation = new Conversation({
  about: () => ({ ...(sceneChoice.value ? { scene: sceneChoice.value } : {}), kb: kbChoice.value }),
  onCitation: showPage,
  onSession: (id) =>
    history.replaceState(null, '', id === null ? location.pathname : `#session=${encodeURIComponent(id)}`),
});
const showSessions = sessionsDialog(openSession, tell);

/** @param {string} id */
async function openScene(id) {
  opening?.abort();
  const now = new AbortController();
  opening = now;
  const name = plainLine(offered.find((one) => one.id === id)?.name ?? id);
  about.replaceChildren(say('opening', { scene: name }));
  try {
    for await (const { type, content } of api.openScene(id, now.signal)) {
      if (type === 'progress' && content.total) {
        about.replaceChildren(
          say('mapping', { scene: name, percent: Math.round((100 * content.done) / content.total) }),
        );
      }
      if (type !== 'scene') continue;
      scene = content;
      spectrum.clear();
      map.open(content);
      layers.open(content);
      wordScene();
    }
  } catch (error) {
    if (now.signal.aborted) return;
    about.replaceChildren();
    tell(error);
  }
}

/** What stands around the map, in the language of the page. */
function wordScene() {
  byId('synthetic', HTMLElement).hidden = !scene?.synthetic;
  byId('map', HTMLElement).setAttribute('aria-label', say('mapLabel', { scene: plainLine(scene?.name ?? '') }));
  if (!scene) return about.replaceChildren(offered.length ? '' : say('noScene'));
  const { sensor, size, crs, conversion } = scene;
  about.replaceChildren(
    say('about', { sensor: plainLine(sensor), ...size, crs: crs === null ? say('noSystem') : plainLine(crs) }),
    ...(conversion ? [` · ${plainLine(conversion)}`] : []),
  );
}

/** @param {Session} session */
function openSession(session) {
  conversation.open(session);
  chooseKb(session.kb);
  const known = offered.find(({ path }) => path === session.scene);
  notice(session.scene === null || known ? '' : say('sceneNotOffered'));
  if (!known || known.id === scene?.id) return;
  sceneChoice.value = known.id;
  openScene(known.id);
}

/** A base that has not been read yet has no entry in the list of those that are there. @param {string} kb */
function chooseKb(kb) {
  if (![...kbChoice.options].some(({ value }) => value === kb))
    kbChoice.append(element('option', { value: kb }, plainLine(kb)));
  kbChoice.value = kb;
}

function listen() {
  sceneChoice.addEventListener('change', () => {
    chooseKb(offered.find(({ id }) => id === sceneChoice.value)?.kb ?? kbChoice.value);
    openScene(sceneChoice.value);
  });
  byId('zoom-in', HTMLElement).addEventListener('click', () => map.zoom(1.5));
  byId('zoom-out', HTMLElement).addEventListener('click', () => map.zoom(1 / 1.5));
  byId('zoom-all', HTMLElement).addEventListener('click', () => map.showAll());
  byId('open-sessions', HTMLElement).addEventListener('click', () => showSessions());
  byId('new-session', HTMLElement).addEventListener('click', () => conversation.begin());
  byId('language', HTMLElement).addEventListener('click', () => speak(currentLanguage() === 'en' ? 'zh' : 'en'));
  byId('forget-token', HTMLElement).addEventListener('click', () => {
    forgetToken();
    location.reload();
  });
  for (const button of document.querySelectorAll('dialog .close')) {
    button.addEventListener('click', () => /** @type {HTMLDialogElement} */ (button.closest('dialog')).close());
  }
  onLanguage(() => {
    wordScene();
    map.reword();
    layers.render();
    spectrum.render();
    conversation.render();
  });
}

async function start() {
  wordPage();
  listen();
  onTokenNeeded(askForToken);
  byId('layers-panel', HTMLDetailsElement).open = matchMedia(WIDE).matches;
  try {
    offered = await api.scenes();
    const { bases, default: kb } = await api.knowledgeBases();
    sceneChoice.replaceChildren(
      ...offered.map(({ id, name, path }) => element('option', { value: id, title: path }, plainLine(name))),
    );
    kbChoice.replaceChildren(...bases.map((name) => element('option', { value: name }, plainLine(name))));
    chooseKb(offered[0]?.kb ?? kb);
    byId('forget-token', HTMLElement).hidden = token() === null;
    const session = /^#session=(.+)$/.exec(location.hash)?.[1];
    // one that was begun and never asked is not kept
    const kept = session ? await api.session(decodeURIComponent(session)).catch(() => null) : null;
    if (kept) openSession(kept);
    if (!scene && !opening && offered[0]) await openScene(sceneChoice.value);
    wordScene();
  } catch (error) {
    tell(error);
  }
}

start();
