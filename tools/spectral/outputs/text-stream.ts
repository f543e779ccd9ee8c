/** Bytes that are handed over at once. */
const CHUNK_BYTES = 1024 * 1024;
/** Room that must be left for one number: a sign, seventeen digits, a point. */
const NUMBER_BYTES = 32;

/**
 * Text that is too large to be built as one string, as chunks of UTF-8. Whoever writes a record asks {@link full} after
 * it and passes {@link take} on; a record longer than a chunk makes the buffer grow.
 */
export class TextStream {
  #bytes = Buffer.allocUnsafe(CHUNK_BYTES + 65_536);
  #length = 0;

  get full(): boolean {
    return this.#length >= CHUNK_BYTES;
  }

  text(text: string): void {
    this.#reserve(3 * text.length);
    this.#length += this.#bytes.write(text, this.#length);
  }

  byte(code: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = code;
  }

  /** A number rounded to some decimals (at most 9), without zeros at its end; |value| × 10^decimals below 2^53. */
  decimal(value: number, decimals: number): void {
    this.#reserve(NUMBER_BYTES);
    const scale = 10 ** decimals;
    const rounded = Math.round(Math.abs(value) * scale);
    if (value < 0 && rounded > 0) this.#bytes[this.#length++] = 45;
    const whole = Math.floor(rounded / scale);
    this.#digits(whole, 1);
    let fraction = rounded - whole * scale;
    if (fraction === 0) return;
    let places = decimals;
    while (fraction % 10 === 0) {
      fraction /= 10;
      places--;
    }
    this.#bytes[this.#length++] = 46;
    this.#digits(fraction, places);
  }

  /** What was written since the last time; valid until the next call of a writing method. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #digits(value: number, least: number): void {
    let count = 1;
    for (let limit = 10; limit <= value; limit *= 10) count++;
    count = Math.max(count, least);
    let rest = value;
    for (let at = this.#length + count - 1; at >= this.#length; at--) {
      const tens = Math.floor(rest / 10);
      this.#bytes[at] = 48 + (rest - 10 * tens);
      rest = tens;
    }
    this.#length += count;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.#length + more));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
