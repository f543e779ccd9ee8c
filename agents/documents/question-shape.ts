/** Questions that set one thing against another, which two documents may each describe. */
export const COMPARES =
  /\b(compare|contrast|versus|vs|both|either|which of the two|or should i|agree|disagree)\b|比较|相比|对比|两者|两种(方法|算法|文档)/iu;

/** Questions that need more than one place. */
export const SEVERAL =
  /\b(compare|comparison|versus|vs|both|each|differ\w*|list|steps?|stages?|walk me|what are|which .*s\b.*\?|two|three|and (what|which|how|why|where))\b|比较|相比|区别|分别|各是|哪些|步骤|哪几|以及|还/iu;
