import { type Reply, writeReply } from '../../agents/vision/answer-form.ts';
import type { MineralShare } from '../../agents/vision/parse/minerals.ts';
import { nameIn } from '../../agents/vision/parse/names.ts';
import type { Language } from '../../core/language.ts';
import type { Edit } from './correction-words.ts';

/**
 * An answer after what a geologist said against it; null where nothing of it bears on this task.
 * Shares alone are the whole list; beside a replacement or a removal they change the list that there is.
 */
export function applyEdits(reply: Reply, edits: readonly Edit[], language: Language): Reply | null {
  switch (reply.task) {
    case 'yesno': {
      const said = edits.find((edit) => edit.kind === 'yes');
      return said ? { task: 'yesno', yes: said.yes } : null;
    }
    case 'probability': {
      const said = edits.find((edit) => edit.kind === 'number');
      return said ? { task: 'probability', value: said.value } : null;
    }
    case 'minerals': {
      const minerals = changedMinerals(reply.minerals, edits);
      return minerals && { task: 'minerals', minerals };
    }
    case 'ground': {
      const touched = edits.some((edit) => names(edit).some((name) => reply.boxes.some(({ label }) => label === name)));
      if (edits.some(({ kind }) => kind === 'empty')) return { ...reply, boxes: [] };
      if (!touched || edits.some(({ kind }) => kind === 'set')) return null;
      const boxes = reply.boxes.flatMap((box) => {
        const label = renamed(box.label, edits);
        return label === null ? [] : [{ ...box, label }];
      });
      return { ...reply, boxes };
    }
    case 'describe':
      return changedDescription(reply, edits, language);
  }
}

/** Names that an edit takes away. */
function names(edit: Edit): string[] {
  return edit.kind === 'replace' ? [edit.wrong] : edit.kind === 'remove' ? [edit.name] : [];
}

/** What a name becomes; null where it is taken away. */
function renamed(name: string, edits: readonly Edit[]): string | null {
  const edit = edits.find((one) => names(one).includes(name));
  return edit === undefined ? name : edit.kind === 'replace' ? edit.right : null;
}

function changedMinerals(minerals: readonly MineralShare[], edits: readonly Edit[]): MineralShare[] | null {
  if (edits.some(({ kind }) => kind === 'empty')) return [];
  const sets = edits.filter((edit) => edit.kind === 'set');
  const takes = edits.some((edit) => names(edit).some((name) => minerals.some(({ mineral }) => mineral === name)));
  if (!takes && sets.length === 0) return null;
  const alone = edits.every((edit) => edit.kind === 'set' && !edit.also);
  const shares = new Map<string, number | null>();
  for (const { mineral, fraction } of alone ? [] : minerals) {
    const name = renamed(mineral, edits);
    if (name === null) continue;
    const before = shares.get(name);
    shares.set(name, before == null || fraction === null ? (before ?? fraction) : before + fraction);
  }
  for (const { name, share } of sets) shares.set(name, share);
  return [...shares]
    .map(([mineral, fraction]) => ({ mineral, fraction: fraction === null ? null : Math.min(1, fraction) }))
    .sort((a, b) => (b.fraction ?? 0) - (a.fraction ?? 0));
}

function changedDescription(
  reply: Reply & { task: 'describe' },
  edits: readonly Edit[],
  language: Language,
): Reply | null {
  const minerals = changedMinerals(reply.minerals, edits);
  const alteration = reply.alteration.map((type) => renamed(type, edits)).filter((type) => type !== null);
  const types = alteration.join() !== reply.alteration.join();
  if (!minerals && !types) return null;
  const listed = minerals ?? reply.minerals;
  return { ...reply, minerals: listed, alteration, zoning: zoningAfter(reply.zoning, listed, edits, language) };
}

/** The places stay, their minerals are renamed; what no longer has a mineral in the list is left out. */
function zoningAfter(
  zoning: string | null,
  minerals: readonly MineralShare[],
  edits: readonly Edit[],
  language: Language,
): string | null {
  if (zoning === null) return null;
  const separator = language === 'zh' ? '，' : ', ';
  const pieces = zoning.split(/[,，]\s*/).map((piece) => {
    for (const edit of edits) {
      if (edit.kind !== 'replace') continue;
      piece = piece.replace(nameIn(edit.wrong, language), nameIn(edit.right, language));
    }
    return piece;
  });
  const left = pieces.filter((piece) => minerals.some(({ mineral }) => piece.startsWith(nameIn(mineral, language))));
  return left.length ? left.join(separator) : null;
}

/** Whether two answers say the same in the form of the model's answers. */
export function sameReply(a: Reply, b: Reply, language: Language): boolean {
  return writeReply(a, language) === writeReply(b, language);
}
