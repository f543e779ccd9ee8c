// @ts-check
import { api } from './api.js';
import { element } from './dom.js';
import { inLanguage, say } from './language.js';
import { placeText } from './numbers.js';
import { plainLine } from './plain-text.js';
import { plotPicture } from './plot.js';

/** @typedef {import('./api.js').PixelSheet} PixelSheet */
/** @typedef {import('./plot.js').Plot} Plot */

/** Ground beside the window that decided, µm. */
const BESIDE = 0.04;

/** The spectrum of the pixel that was picked, what it says alone, and what the map says there. */
export class SpectrumPanel {
  /** @type {PixelSheet | null} */
  #pixel = null;
  /** @type {AbortController | null} */
  #reading = null;
  #width = 0;

  /**
   * @param {HTMLElement} place
   * @param {(question: string) => void} onAsk
   * @param {(error: unknown) => void} onError
   */
  constructor(place, onAsk, onError) {
    this.place = place;
    this.onAsk = onAsk;
    this.onError = onError;
    // plots are drawn to the width of their place, so that letters keep their size
    new ResizeObserver(() => {
      if (this.#pixel && place.clientWidth !== this.#width) this.render();
    }).observe(place);
    this.render();
  }

  clear() {
    this.#reading?.abort();
    this.#pixel = null;
    this.render();
  }

  /** @param {string} scene @param {{x: number, y: number}} pixel */
  async show(scene, { x, y }) {
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    this.place.setAttribute('aria-busy', 'true');
    if (!this.#pixel) this.place.replaceChildren(element('p', { class: 'faint' }, say('spectrumLoading', { x, y })));
    try {
      this.#pixel = await api.spectrum(scene, x, y, reading.signal);
      this.render();
    } catch (error) {
      if (!reading.signal.aborted) this.onError(error);
    } finally {
      if (this.#reading === reading) this.place.setAttribute('aria-busy', 'false');
    }
  }

  render() {
    const pixel = this.#pixel;
    if (!pixel) return this.place.replaceChildren(element('p', { class: 'faint' }, say('spectrumEmpty')));
    this.#width = this.place.clientWidth;
    const { x, y, lat, lon } = pixel;
    this.place.replaceChildren(
      element('h3', {}, say('spectrumOf', { x, y })),
      element(
        'p',
        {},
        ...(lat !== null && lon !== null ? [`${placeText(lat, lon)} (WGS 84)`] : []),
        ...syntheticMark(pixel),
      ),
      ...(pixel.fill ? [] : [element('p', {}, `${say('spectrumSays')}${say('colon')}${ownWords(pixel)}`)]),
      element('p', {}, `${say('mapSays')}${say('colon')}${mapWords(pixel).join(' · ')}`),
      element('button', { type: 'button', onclick: () => this.onAsk(say('aboutPixel', { x, y })) }, say('askAbout')),
      ...this.#findings(pixel),
    );
  }

  /** @param {PixelSheet} pixel */
  #findings(pixel) {
    if (pixel.fill) return [element('p', {}, say('noData'))];
    return [
      plotPicture(wholePlot(pixel), this.#width),
      ...(pixel.minerals.length ? [] : [element('p', {}, say('nothing'))]),
      ...pixel.minerals.map((mineral) =>
        element(
          'section',
          { class: 'mineral' },
          element('h4', {}, `${say(mineral.group)}${say('colon')}${inLanguage(mineral.name)}`),
          element('p', {}, matchWords(mineral)),
          plotPicture(windowPlot(pixel, mineral), this.#width),
          featureTable(mineral),
        ),
      ),
      ...(pixel.minerals.length ? [element('p', { class: 'faint' }, say('pixelAlone'))] : []),
    ];
  }
}

/** @typedef {PixelSheet['minerals'][number]} Found */

/** @param {PixelSheet} pixel */
function syntheticMark({ synthetic }) {
  return synthetic ? [element('span', { class: 'mark' }, say('synthetic'))] : [];
}

/** What the spectrum alone says, in a line. @param {PixelSheet} pixel */
function ownWords({ minerals }) {
  const named = minerals.map(({ group, name }) => `${inLanguage(name)} (${say(group)})`);
  return named.length ? named.join(' · ') : say('mapNothing');
}

/** @param {PixelSheet} pixel */
function mapWords({ map }) {
  if (map.masked) return [say('masked', { name: inLanguage(map.masked) })];
  const minerals = [map.swir, map.vnir].flatMap((name) => (name ? [inLanguage(name)] : []));
  return [
    minerals.length ? minerals.join(' + ') : say('mapNothing'),
    ...(map.alteration ? [inLanguage(map.alteration)] : []),
    ...(map.copper === null ? [] : [say('favourability', { value: map.copper.toFixed(2) })]),
    ...(map.aloh_um === null ? [] : [say('aloh', { value: map.aloh_um.toFixed(4) })]),
  ];
}

/** @param {Found} mineral */
function matchWords({ fit, depth, margin, runner_up }) {
  const over = runner_up ? say('runnerUp', { margin: margin.toFixed(3), name: inLanguage(runner_up) }) : '';
  return say('match', { fit: fit.toFixed(3), depth: depth.toFixed(3) }) + over;
}

/** @param {PixelSheet} pixel @returns {Plot} */
function wholePlot(pixel) {
  const { x, y, wavelengths_um: at } = pixel;
  const [from, to] = [at[0], at[at.length - 1]].map((value) => value.toFixed(2));
  return {
    title: say('wholePlot', { x, y, from, to }),
    curves: [ownCurve(pixel)],
    marks: pixel.minerals.flatMap(({ features }) =>
      features.map(({ centre_um }) => ({ x: centre_um, label: centre_um.toFixed(3) })),
    ),
    xName: say('wavelength'),
    yName: say('reflectance'),
  };
}

/** @param {PixelSheet} pixel @param {Found} mineral @returns {Plot} */
function windowPlot(pixel, { group, name, library, window_um: decided, features }) {
  const at = pixel.wavelengths_um;
  const [from, to] = decided ?? [at[0], at[at.length - 1]];
  return {
    title: say('windowPlot', { group: say(group), name: inLanguage(name), from: from.toFixed(2), to: to.toFixed(2) }),
    curves: [
      ...(library
        ? [
            {
              look: /** @type {const} */ ('library'),
              label: say('libraryCurve', { label: library.label }),
              x: at,
              y: library.reflectance,
            },
          ]
        : []),
      ownCurve(pixel),
    ],
    window: [from - BESIDE, to + BESIDE],
    lines: { label: say('continuum'), of: features.flatMap(({ continuum }) => (continuum ? [continuum] : [])) },
    marks: features.map(({ centre_um }) => ({ x: centre_um, label: centre_um.toFixed(3) })),
    xName: say('wavelength'),
    yName: say('reflectance'),
  };
}

/** @param {PixelSheet} pixel @returns {import('./plot.js').Curve} */
function ownCurve({ x, y, wavelengths_um, reflectance }) {
  return { look: 'own', label: say('ownCurve', { x, y }), x: wavelengths_um, y: reflectance };
}

/** @param {Found} mineral */
function featureTable({ features }) {
  const cells = (/** @type {'th' | 'td'} */ tag, /** @type {string[]} */ texts) =>
    element('tr', {}, ...texts.map((text) => element(tag, tag === 'th' ? { scope: 'col' } : {}, text)));
  return element(
    'table',
    {},
    element('caption', {}, say('features')),
    element('thead', {}, cells('th', [say('centre'), say('depth'), say('role')])),
    element(
      'tbody',
      {},
      ...features.map(({ centre_um, depth, role }) =>
        cells('td', [centre_um.toFixed(3), depth.toFixed(3), plainLine(inLanguage(role))]),
      ),
    ),
  );
}
