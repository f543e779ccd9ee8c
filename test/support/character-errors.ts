/** Edits from the truth to a reading over the characters of the truth (Levenshtein), white space between Chinese aside. */
export function characterErrors(truth: string, reading: string): number {
  return editDistance(folded(truth), folded(reading)) / folded(truth).length;
}

/** Forms of one character are one (NFKC), and so is any white space; between Chinese characters there is none. */
function folded(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/(?<=[\u3000-\u9fff\uff00-\uffef]) | (?=[\u3000-\u9fff\uff00-\uffef])/g, '');
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
