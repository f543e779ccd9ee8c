/** A question that asks for two or more things side by side, and where they stand in it. */
const COMPARISONS: readonly RegExp[] = [
  /\b(?:difference|differences|distinction|contrast|relationship|relation|similarities)\s+(?:is\s+there\s+)?between\s+(?<things>.+?)\s*[?.!]*$/i,
  /\b(?:compare|contrast|distinguish|tell|separate|differentiate)\s+(?:between\s+)?(?<things>.+?)(?:\s+apart)?\s*[?.!]*$/i,
  /\bhow\s+(?:does|do|is|are)\s+(?<first>.+?)\s+(?:differ(?:s|ent)?)\s+from\s+(?<second>.+?)\s*[?.!]*$/i,
  /^(?<things>[^?.!]+?\s+(?:vs\.?|versus)\s+[^?.!]+?)\s*[?.!]*$/i,
  /(?:比较|对比|区分|区别|辨别)(?:一下)?(?<things>[^，。？！]+?(?:和|与|跟|同|以及|、)[^，。？！]+?)(?:的?(?:区别|差别|差异|不同|异同|特征))?[。？！?!]*$/,
  /(?<things>[^，。？！]+?(?:和|与|跟|同|以及|、)[^，。？！]+?)(?:之间)?(?:有|的|有何)?(?:什么|何|哪些)?(?:区别|差别|差异|不同|异同|联系|关系)(?:是什么|在哪里|在哪|吗)?[。？！?!]*$/,
];
const BETWEEN = /\s*,?\s+(?:and|or|with|to|from|vs\.?|versus)\s+|\s*[,，、]\s*|和|与|跟|同|以及/i;
const ARTICLES = /^(?:the|a|an|both)\s+|^(?:怎么|如何|怎样|请|请问|帮我)+/i;
/** More things are a list; each of them would get too little. */
const MOST = 4;
const LONGEST = 60;
/** A longer text is no question that sets things side by side, and the forms above take time by the square of its length. */
const LONGEST_QUESTION = 500;

/**
 * What a question that sets things side by side asks about each: "compare alunite and jarosite" gives "alunite" and
 * "jarosite", so that a search may be made for each and no passage on the one hides those on the other. Questions in
 * several sentences or clauses are parted by the planner (agents/reasoner/builtin/question.ts), not here.
 * @returns the things in the question's order, or nothing where it asks for one thing
 */
export function decompose(question: string): string[] {
  if (question.length > LONGEST_QUESTION) return [];
  for (const form of COMPARISONS) {
    const groups = form.exec(question.trim())?.groups;
    if (!groups) continue;
    const named = groups.things?.split(BETWEEN) ?? [groups.first!, groups.second!];
    const things = [...new Set(named.map((thing) => thing.trim().replace(ARTICLES, '').trim()))];
    if (things.length < 2 || things.length > MOST || things.some((thing) => thing === '' || thing.length > LONGEST))
      continue;
    return things;
  }
  return [];
}
