// @ts-check
import { api } from './api.js';
import { element } from './dom.js';
import { inLanguage, say } from './language.js';
import { areaText, percentText } from './numbers.js';
import { plainLine } from './plain-text.js';

/** @typedef {import('./api.js').SceneSheet} SceneSheet */
/** @typedef {import('./api.js').LayerSheet} LayerSheet */
/** @typedef {import('./map-view.js').DrawnLayer} DrawnLayer */

/** The layers of the open scene: which are shown, how strongly, and what their colours mean. */
export class LayersPanel {
  /** @type {SceneSheet | null} */
  #scene = null;
  /** @type {(DrawnLayer & {sheet: LayerSheet})[]} */
  #layers = [];
  #addresses = false;

  /**
   * @param {HTMLElement} place
   * @param {(layers: readonly DrawnLayer[]) => void} onChange
   * @param {(error: unknown) => void} onError
   */
  constructor(place, onChange, onError) {
    this.place = place;
    this.onChange = onChange;
    this.onError = onError;
  }

  /** @param {SceneSheet} scene */
  open(scene) {
    this.#scene = scene;
    for (const { picture } of this.#layers) picture?.close();
    this.#layers = scene.layers.map((sheet) => ({
      id: sheet.id,
      sheet,
      shown: sheet.shown,
      opacity: sheet.opacity,
      picture: null,
      window: sheet.window,
    }));
    this.render();
    this.onChange(this.#layers);
    for (const layer of this.#layers) if (layer.shown) this.#load(layer);
  }

  render() {
    const scene = this.#scene;
    if (!scene) return this.place.replaceChildren();
    const addresses = element(
      'label',
      { class: 'addresses' },
      element('input', {
        type: 'checkbox',
        ...(this.#addresses ? { checked: true } : {}),
        onchange: (/** @type {Event} */ { target }) => {
          this.#addresses = /** @type {HTMLInputElement} */ (target).checked;
          this.place.classList.toggle('with-addresses', this.#addresses);
        },
      }),
      ` ${say('addresses')}`,
    );
    this.place.classList.toggle('with-addresses', this.#addresses);
    this.place.replaceChildren(
      ...this.#layers.map((layer) => this.#row(layer)),
      addresses,
      element('p', { class: 'faint' }, say('agreement')),
      ...(scene.not_detectable.length
        ? [
            element(
              'p',
              { class: 'faint' },
              `${say('notDetectable')} ${scene.not_detectable.map(inLanguage).join(say('comma'))}${say('fullStop')}`,
            ),
          ]
        : []),
    );
  }

  /** @param {DrawnLayer & {sheet: LayerSheet}} layer */
  #row(layer) {
    const { sheet } = layer;
    const title = plainLine(inLanguage(sheet.title));
    const legend = element('div', { class: 'legend', hidden: !layer.shown }, ...legendOf(sheet));
    const slider = element('input', {
      type: 'range',
      min: 0,
      max: 100,
      step: 5,
      value: Math.round(100 * layer.opacity),
      hidden: !layer.shown,
      'aria-label': say('opacity', { layer: title }),
      oninput: (/** @type {Event} */ { target }) => {
        layer.opacity = Number(/** @type {HTMLInputElement} */ (target).value) / 100;
        this.onChange(this.#layers);
      },
    });
    const box = element('input', {
      type: 'checkbox',
      'data-layer': layer.id,
      ...(layer.shown ? { checked: true } : {}),
      onchange: (/** @type {Event} */ { target }) => {
        layer.shown = /** @type {HTMLInputElement} */ (target).checked;
        legend.hidden = !layer.shown;
        slider.hidden = !layer.shown;
        this.onChange(this.#layers);
        if (layer.shown) this.#load(layer);
      },
    });
    return element('div', { class: 'layer' }, element('label', {}, box, element('span', {}, title)), slider, legend);
  }

  /** @param {DrawnLayer} layer */
  async #load(layer) {
    const scene = this.#scene;
    if (!scene || layer.picture) return;
    try {
      const picture = await createImageBitmap(await api.layer(scene.id, layer.id));
      layer.picture = picture;
      if (scene === this.#scene) this.onChange(this.#layers);
    } catch (error) {
      this.onError(error);
    }
  }
}

/** @param {LayerSheet} sheet */
function legendOf({ note, classes, ramp }) {
  return [
    ...(note ? [element('p', { class: 'faint' }, plainLine(inLanguage(note)))] : []),
    ...(classes ? [classList(classes)] : []),
    ...(ramp ? [rampBar(ramp)] : []),
  ];
}

/** @param {NonNullable<LayerSheet['classes']>} classes */
function classList(classes) {
  return element(
    'ul',
    {},
    ...classes.map(({ name, colour, pixels, area_km2, share, address }) => {
      const swatch = element('span', { class: 'swatch' });
      swatch.style.backgroundColor = colour;
      const size = area_km2 === null ? say('pixels', { n: pixels }) : areaText(area_km2);
      const field = area_km2 === null ? (share === null ? '' : '/pixels') : '/area_km2';
      return element(
        'li',
        {},
        swatch,
        element('span', { class: 'name' }, inLanguage(name)),
        element('span', { class: 'amount' }, size),
        element('span', { class: 'amount share' }, share === null ? '' : percentText(share)),
        element('code', {}, address + field),
      );
    }),
  );
}

/** @param {NonNullable<LayerSheet['ramp']>} ramp */
function rampBar({ from, to, colours, label }) {
  const bar = element('div', { class: 'ramp' });
  bar.style.backgroundImage = `linear-gradient(to right, ${colours.join(', ')})`;
  const decimals = to - from < 0.1 ? 4 : 2;
  const stops = [0, 0.5, 1].map((share) => (from + share * (to - from)).toFixed(decimals));
  return element(
    'div',
    { class: 'scale' },
    bar,
    element('div', { class: 'stops' }, ...stops.map((text) => element('span', {}, text))),
    element('p', { class: 'faint' }, inLanguage(label)),
  );
}
