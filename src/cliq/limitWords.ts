// What only ever means that calls came too fast. "Threshold limit" is Cliq's own word for it.
const PLAIN =
  /throttl|too many (?:\w+ )?(?:requests?|calls|attempts|hits)|rate limit|limit rate|lock(?:ed)? ?out|slow down|threshold limit|flood (?:control|wait)|excessive (?:\w+ )?(?:requests?|calls|usage|use)|rate (?:is |was )?(?:too high|exceeded)|over (?:query|request|rate) limit|\b[tq]ps limit|(?:calls?|requests?) (?:limit|quota|threshold)/u
// Ways to say that something was used up.
const SPENT =
  /\b(?:limit(?:s|ed)?|quotas?|thresholds?|exceed(?:s|ed|ing)?|maximum|max|exhausted|too (?:many|often|fast|frequently))\b/u
// What is counted by the time, or passes with it.
const BY_TIME = [
  /\b(?:per|a|each|every|within|in the last) (?:\d+ )?(?:seconds?|sec|minutes?|min|hours?|day)\b/u,
  /\bcertain time\b|\bfrequen|\bconcurren|\bwait\b/u,
  /\b(?:try|retry|again)(?: again)? (?:later|(?:after|in) (?:a|an|some|\d+) )/u,
]
// What holds a figure of its own that no waiting changes.
const THING =
  /\b(?:fields?|columns?|rows?|records?|datastores?|characters?|length|long|size|bytes|[km]b|payload|body|storage|keys?|values?|users?|members?|clauses?|criteria|components?|files?|page)\b/u
const BARE =
  /\b(?:limit|quota|threshold) (?:has been |have been |is |was )?(?:exceeded|reached|exhausted|crossed|hit)\b|\b(?:exceeded|reached|crossed|hit) (?:the |your |its )?(?:limit|quota|threshold)\b/u
const CALLS = /\b(?:api|calls?|requests?|hits?|url|usage)\b/u
const LOCKED = /\b(?:locked|blocked|suspended|banned|barred)\b/u
const PASSES = /\b(?:second|sec|minute|min|hour)s?\b|temporar|again|later|moment|while/u

/**
 * Whether words of an answer, in a sentence, a code or a page, tell of calls that came too fast. A limit of things, as
 * of fields or of characters, is none of time.
 */
export function isLimitText(words: string): boolean {
  const text = plainWords(words)
  if (PLAIN.test(text)) return true
  if (LOCKED.test(text) && PASSES.test(text)) return true
  if (!SPENT.test(text)) return false
  if (BY_TIME.some(each => each.test(text))) return true
  return !THING.test(text) && (CALLS.test(text) || BARE.test(text))
}

// `URL_ROLLING_THROTTLES`, `RateLimitExceeded` and "rate-limit" are the same words.
function plainWords(words: string): string {
  return words
    .replaceAll(/<(?:script|style)[\s>][^<]{0,4000}/giu, ' ')
    .replaceAll(/<[^<>]{0,500}>/gu, ' ')
    .replaceAll(/([a-z])([A-Z])/gu, '$1 $2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, ' ')
}
