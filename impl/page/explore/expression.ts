/**
 * Conditions on states, as a person writes them: `n1.role = LEADER and n0.term > 1`, `any.log contains m1`. They are parsed
 * and walked through, never run as code.
 *
 * ```
 * either    = all { "or" all }                   all  = one { "and" one }
 * one       = "not" one | "(" either ")" | value [ compare value ]
 * compare   = "=" | "!=" | "<" | "<=" | ">" | ">=" | "contains"
 * value     = number | "text" | true | false | null | field | WORD
 * field     = (slot | "any" | "every") { "." name | "." number }
 * ```
 *
 * @module
 */

export type Comparison = "=" | "!=" | "<" | "<=" | ">" | ">=" | "contains"

export type Value = { readonly is: "constant"; readonly value: string | number | boolean | null } | { readonly is: "field"; readonly slot: string; readonly path: readonly string[]; readonly text: string }

export type Condition =
  | { readonly is: "or" | "and"; readonly of: readonly [Condition, Condition] }
  | { readonly is: "not"; readonly of: Condition }
  | { readonly is: "compare"; readonly left: Value; readonly by: Comparison; readonly right: Value }
  /** A field by itself: true, or not empty. */
  | { readonly is: "holds"; readonly value: Value }

/** Where in the text it stopped making sense, and what to write. */
export class NoCondition extends Error {
  readonly at: number
  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

interface Token {
  readonly is: "word" | "number" | "text" | "sign" | "end"
  readonly text: string
  readonly at: number
}

const TOKENS = /\s*(?:(-?\d+(?:\.\d+)?)(?![\w.-])|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([A-Za-z_][\w#@/-]*(?:\.[\w#@/-]+)*)|(<=|>=|!=|==|&&|\|\||[=<>()!]))/y

/** Longer ones are refused: nobody writes them, and nesting costs stack. */
const LONGEST = 2000

const tokensOf = (source: string): readonly Token[] => {
  if (source.length > LONGEST) throw new NoCondition(`a condition has ${LONGEST} characters at most`, LONGEST)
  const tokens: Token[] = []
  TOKENS.lastIndex = 0
  for (let at = 0; at < source.length; ) {
    TOKENS.lastIndex = at
    const found = TOKENS.exec(source)
    if (found === null) {
      const rest = source.slice(at).trimStart()
      if (rest === "") break
      throw new NoCondition(`"${rest.slice(0, 12)}" is not understood here`, source.length - rest.length)
    }
    const [, number, double, single, word, sign] = found
    const start = at + (found[0].length - found[0].trimStart().length)
    if (number !== undefined) tokens.push({ is: "number", text: number, at: start })
    else if (word !== undefined) tokens.push({ is: "word", text: word, at: start })
    else if (sign !== undefined) tokens.push({ is: "sign", text: sign === "==" ? "=" : sign, at: start })
    else tokens.push({ is: "text", text: (double ?? single ?? "").replace(/\\(.)/g, "$1"), at: start })
    at = TOKENS.lastIndex
  }
  return [...tokens, { is: "end", text: "", at: source.length }]
}

const COMPARISONS = new Set(["=", "!=", "<", "<=", ">", ">=", "contains"])
const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([["true", true], ["false", false], ["null", null]])

/** `slots`: names that a field may begin with. Throws `NoCondition`. */
export const parse = (source: string, slots: readonly string[]): Condition => {
  const tokens = tokensOf(source)
  // Names with dots in them come first, so that `a.b` is found before `a`.
  const starts = [...slots, "any", "every"].sort((a, b) => b.length - a.length)
  let next = 0
  const peek = (): Token => tokens[next] as Token
  const take = (): Token => tokens[next++] as Token
  const isWord = (...words: readonly string[]): boolean => words.includes(peek().is === "word" ? peek().text.toLowerCase() : peek().is === "sign" ? peek().text : "")

  const either = (): Condition => {
    let left = all()
    while (isWord("or", "||")) {
      take()
      left = { is: "or", of: [left, all()] }
    }
    return left
  }
  const all = (): Condition => {
    let left = one()
    while (isWord("and", "&&")) {
      take()
      left = { is: "and", of: [left, one()] }
    }
    return left
  }
  const one = (): Condition => {
    if (isWord("not", "!")) {
      take()
      return { is: "not", of: one() }
    }
    if (isWord("(")) {
      take()
      const inner = either()
      if (!isWord(")")) throw new NoCondition('a ")" is missing', peek().at)
      take()
      return inner
    }
    const { at } = peek()
    const left = value()
    if (!COMPARISONS.has(peek().text.toLowerCase()) || peek().is === "text") {
      if (left.is === "constant" && typeof left.value !== "boolean") throw new NoCondition(`"${String(left.value)}" is no field of this model; fields begin with ${listed(starts)}`, at)
      return { is: "holds", value: left }
    }
    const by = take().text.toLowerCase() as Comparison
    const right = value()
    if (left.is === "constant" && right.is === "constant") throw new NoCondition(`"${String(left.value)}" is no field of this model; fields begin with ${listed(starts)}`, at)
    return { is: "compare", left, by, right }
  }
  const value = (): Value => {
    const token = take()
    if (token.is === "number") return { is: "constant", value: Number(token.text) }
    if (token.is === "text") return { is: "constant", value: token.text }
    if (token.is !== "word") throw new NoCondition(token.is === "end" ? "it ends too early: a field or a value is missing" : `a field or a value is missing before "${token.text}"`, token.at)
    const slot = starts.find((name) => token.text === name || token.text.startsWith(`${name}.`))
    if (slot !== undefined) return { is: "field", slot, path: token.text.length === slot.length ? [] : token.text.slice(slot.length + 1).split("."), text: token.text }
    if (token.text.includes(".")) throw new NoCondition(`there is no "${token.text.split(".")[0]}" in this model; fields begin with ${listed(starts)}`, token.at)
    const constant = CONSTANTS.get(token.text)
    return { is: "constant", value: constant === undefined ? token.text : constant }
  }

  const condition = either()
  if (peek().is !== "end") throw new NoCondition(`"${peek().text}" is not understood here`, peek().at)
  return condition
}

const listed = (names: readonly string[]): string => [...names].sort().map((name) => `${name}.`).join(", ")
