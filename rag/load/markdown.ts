import { Parser } from 'htmlparser2';
import { lexer, type Token, type Tokens } from 'marked';
import { GossanError } from '../../core/errors.ts';
import type { LoadedDocument, Loader, SourceFile } from './document.ts';
import { htmlToText } from './html-text.ts';
import { Visibility } from './html-visibility.ts';
import { PageWriter } from './page-writer.ts';
import { decodeText } from './text-encoding.ts';
import { titleFromFile, usableTitle } from './title.ts';

/**
 * Markdown, as the text that a reader of the rendered page sees: no marks, so that a quotation of the page stands in
 * the stored text. Tables keep one row a line, with tabs between the cells.
 */
export const markdownLoader: Loader = {
  format: 'markdown',
  version: 2,
  extensions: ['.md', '.markdown', '.mdown', '.rmd', '.qmd'],
  recognises: () => false,
  load: async (file) => loadMarkdown(file),
};

function loadMarkdown(file: SourceFile): LoadedDocument {
  const { text } = decodeText(file.bytes, file.path);
  const { title, body } = splitFrontMatter(text.replace(/\r\n?/g, '\n'));
  const writer = new PageWriter();
  writeBlocks(lexer(body), writer, new OpenTags());
  const page = writer.page();
  if (page.text.trim() === '') {
    throw new GossanError('DOCUMENT_FORMAT', { path: file.path, detail: 'it holds no text' });
  }
  return { format: 'markdown', title: title ?? writer.firstHeading ?? titleFromFile(file.path), pages: [page] };
}

/** YAML between two lines of three dashes at the very top; only its `title` is of use here. */
function splitFrontMatter(text: string): { title: string | null; body: string } {
  const match = /^---[ \t]*\n([\s\S]*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(text);
  if (match === null) return { title: null, body: text };
  const line = /^title:[ \t]*(.+)$/im.exec(match[1]!)?.[1]?.trim();
  const title = line?.replace(/^(["'])(.*)\1$/, '$2');
  return { title: usableTitle(title), body: text.slice(match[0].length) };
}

/** HTML tags stand in tokens of their own: what is open around the others, and whether a reader sees them. */
class OpenTags {
  private readonly visibility = new Visibility();
  private readonly parser = new Parser({
    onopentag: (name, attributes) => this.visibility.open(name, attributes),
    onclosetag: () => this.visibility.close(),
  });

  get shown(): boolean {
    return this.visibility.shown;
  }

  pass(html: string): void {
    this.parser.write(html);
  }
}

function writeBlocks(tokens: Token[], writer: PageWriter, tags: OpenTags): void {
  for (const token of tokens as Tokens.Generic[]) {
    if (token.type !== 'html' && token.tokens === undefined && token.type !== 'list' && !tags.shown) continue;
    switch (token.type) {
      case 'heading':
        // Pandoc and bookdown write attributes behind a heading: "Summary {-}", "Methods {#methods}".
        writer.heading(
          (token as Tokens.Heading).depth,
          inlineText(token.tokens ?? [], tags).replace(/\s*\{[^}]*\}\s*$/, ''),
        );
        break;
      case 'list':
        for (const item of (token as Tokens.List).items) writeListItem(item, writer, tags);
        break;
      case 'table':
        writer.block(tableText(token as Tokens.Table, tags));
        break;
      case 'blockquote':
        writeBlocks(token.tokens ?? [], writer, tags);
        break;
      case 'html':
        if (tags.shown) writer.block(htmlToText(token.raw));
        tags.pass(token.raw);
        break;
      case 'code':
        writer.block((token as Tokens.Code).text);
        break;
      case 'space':
      case 'hr':
      case 'def':
        break;
      default:
        writer.block(token.tokens === undefined ? String(token.text ?? '') : inlineText(token.tokens, tags));
    }
  }
}

function writeListItem(item: Tokens.ListItem, writer: PageWriter, tags: OpenTags): void {
  const nested = new Set(['list', 'table', 'code', 'blockquote']);
  const own = item.tokens.filter((token) => !nested.has(token.type));
  const paragraphs = own.map((token) => inlineText((token as Tokens.Generic).tokens ?? [token], tags));
  if (tags.shown || paragraphs.some((text) => text.trim() !== ''))
    writer.block(`- ${paragraphs.join('\n').trim()}`, true);
  writeBlocks(
    item.tokens.filter((token) => nested.has(token.type)),
    writer,
    tags,
  );
}

function tableText(table: Tokens.Table, tags: OpenTags): string {
  const row = (cells: Tokens.TableCell[]) => cells.map((cell) => inlineText(cell.tokens, tags)).join('\t');
  return [row(table.header), ...table.rows.map(row)].join('\n');
}

function inlineText(tokens: Token[], tags: OpenTags): string {
  let text = '';
  for (const token of tokens as Tokens.Generic[]) {
    if (token.type === 'br') text += '\n';
    else if (token.type === 'html') {
      tags.pass(token.raw);
      text += /^<(br|p|div)\b/i.test(token.raw) ? '\n' : '';
    } else if (!tags.shown && token.tokens === undefined) continue;
    else if (token.type === 'image' || token.type === 'checkbox') text += token.type === 'image' ? token.text : '';
    else if (token.tokens !== undefined) text += inlineText(token.tokens, tags);
    else text += joinSoftBreaks(unescapeEntities(String(token.text ?? '')));
  }
  return text;
}

/** A line break of the source is none of the rendered page: a space, or nothing between Han characters. */
function joinSoftBreaks(text: string): string {
  return text.replace(/(?<=[\p{Script=Han}\p{P}])\n(?=\p{Script=Han})/gu, '').replace(/\n/g, ' ');
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' };

function unescapeEntities(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => ENTITIES[name]!);
}
