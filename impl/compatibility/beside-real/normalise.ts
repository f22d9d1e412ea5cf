/**
 * What two clusters printed, without what no two runs have alike: addresses, ids, times, rates. Pure.
 *
 * @module
 */

/** Replacements, first one first: a pattern, and what stands in its place. */
const rules: readonly (readonly [RegExp, string])[] = [
  [/^\s*at [\w$./<>]+\(.*\)\s*$/gm, ""],
  [/^\s*\.\.\. \d+ (more|common frames omitted)\s*$/gm, ""],
  // The name of the request is told here besides.
  [/(request type \d+ not supported) \(\w+\)/g, "$1"],
  [/\b\d{1,3}(\.\d{1,3}){3}@[\w#.-]+/g, "{client}"],
  [/\b\d{1,3}(\.\d{1,3}){3}:\d+/g, "{address}"],
  [/\b(?!10\.0\.0\.)\d{1,3}(\.\d{1,3}){3}\b/g, "{ip}"],
  [/\b[0-9A-F]{32,}\b/g, "{id}"],
  [/\bV\d_\d_\d\b/g, "{version}"],
  [/(?<=BROKER: )\{broker-\w\}/g, "{broker}"],
  [/@[0-9a-f]{6,8}\b/g, "@{hash}"],
  [/Lambda\$\d+\/0x\w+/g, "Lambda"],
  [/\b(rt=|spentTimeMills=|cost )\d+/g, "$1{ms}"],
  [/\b20\d\d-\d\d-\d\d[ #T]\d\d:\d\d:\d\d([,.:]\d{3})?/g, "{time}"],
  [/\b1[78]\d{11}\b/g, "{ms}"],
  [/\b20\d{15}\b/g, "{time}"],
  // Where a message lies depends on how long all before it are, and the time in a trace has as many digits as it has.
  [/\b(commitLogOffset|physicOffset)=\d+/g, "$1={n}"],
  [/(?<=@\{id\}@)\d+$/gm, "{n}"],
  [/^(See|For more information, please visit the url,) http.*$/gm, ""],
  [/(?<![\d.])\d+\.\d+(E-?\d+)?(?![\d.])/g, "{n}"],
  [/[ \t]+/g, " "],
  [/(?<=^broker-\w \d true )\d+ *$/gm, "{ms}"],
  [/(?<=\{time\} )\d+ms(?= success)/g, "{ms}"],
  [/^((?:\S+ )?(?:\w*Tps|runtime|\w*EntireTimeMax|putMessageDistributeTime|putLatency\w+|bootTimestamp|currentTimestamp|remainHowManyDataToFlush|startAcceptSendRequestTimeStamp|pageCacheLockTimeMills) ?:) .*$/gm, "$1 {varies}"],
  [/^((?:\S+ )?commitLogDiskRatio_)[^:]*/gm, "$1{path}"]
]

/** Lines, without empty ones; `names`: texts of this cluster, and what they are called. */
export const normalise = (printed: string, names: readonly (readonly [text: string, name: string])[]): readonly string[] => {
  let text = printed
  for (const [from, to] of [...names].filter(([name]) => name !== "").sort(([a], [b]) => b.length - a.length)) text = text.replaceAll(from, to)
  for (const [pattern, to] of rules) text = text.replace(pattern, to)
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
}

export interface Difference {
  /** Only the real one printed it. */
  readonly missing: readonly string[]
  /** Only the one here printed it. */
  readonly added: readonly string[]
}

/** Lines that only one of them printed. Tables come out of hash maps: their order says nothing. */
export const difference = (real: readonly string[], here: readonly string[]): Difference => {
  const rest = new Map<string, number>()
  for (const line of here) rest.set(line, (rest.get(line) ?? 0) + 1)
  const missing: string[] = []
  for (const line of real) {
    const count = rest.get(line) ?? 0
    if (count === 0) missing.push(line)
    else rest.set(line, count - 1)
  }
  return { missing, added: [...rest].flatMap(([line, count]) => Array.from({ length: count }, () => line)) }
}
