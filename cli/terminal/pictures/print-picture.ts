import { terminalDisplay } from './display.ts';
import { layOut } from './lay-out.ts';
import type { Picture } from './picture.ts';

/** Prints a picture on stdout, which is a terminal. */
export async function printPicture(picture: Picture): Promise<void> {
  const { columns = 80, rows = 24 } = process.stdout;
  process.stdout.write(`${layOut(picture, await terminalDisplay(), { columns, rows })}\n\n`);
}
