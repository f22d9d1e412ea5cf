/**
 * Filter expressions in the part of SQL92 that RocketMQ reads, from text to tree, by recursive descent.
 *
 *     or         = and { OR and }
 *     and        = equality { AND equality }
 *     equality   = comparison { ("=" | "<>") comparison | IS [NOT] NULL }
 *     comparison = unary { (">" | ">=" | "<" | "<=") unary | [NOT] (CONTAINS | STARTSWITH | ENDSWITH) text
 *                        | [NOT] BETWEEN unary AND unary | [NOT] IN "(" text { "," text } ")" }
 *     unary      = ("+" | "-" | NOT) unary | literal | name | "(" or ")"
 *
 * RocketMQ filter `SelectorParser.jj`. As there, what follows a whole expression is not looked at.
 *
 * @module
 */
import { type Comparison, evaluate, type Expression, type Properties } from "./expression.ts"
import { compare, readReal, type Value, wholeOf } from "./values.ts"

/** The text is no filter expression. */
export class ParseError extends Error {
  override readonly name = "ParseError"
}

const KEYWORDS: ReadonlySet<string> = new Set(["NOT", "AND", "OR", "BETWEEN", "IN", "TRUE", "FALSE", "NULL", "IS", "CONTAINS", "STARTSWITH", "ENDSWITH"])

interface Token {
  readonly kind: "word" | "name" | "text" | "whole" | "real" | "sign"
  readonly text: string
}

const TOKEN =
  /(?<skip>[ \t\n\r\f]+|--[^\n\r]*[\n\r]|\/\*[^]*?\*\/)|(?<real>\d+\.\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|\d+[eE][-+]?\d+)|(?<whole>(?:0|[1-9]\d*)[lL]?)|(?<text>'(?:''|[^'])*')|(?<word>[a-zA-Z_$][a-zA-Z0-9_$]*)|(?<sign><>|<=|>=|[=<>(),+-])/y

const tokensOf = (source: string): readonly Token[] => {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  for (let at = 0; at < source.length; at = TOKEN.lastIndex) {
    const groups = TOKEN.exec(source)?.groups
    if (groups === undefined) throw new ParseError(`at ${at}: ${JSON.stringify(source.slice(at, at + 20))} is no part of an expression`)
    const { skip, real, whole, text, word, sign } = groups
    if (skip !== undefined) continue
    if (word !== undefined) tokens.push(KEYWORDS.has(word.toUpperCase()) ? { kind: "word", text: word.toUpperCase() } : { kind: "name", text: word })
    else if (text !== undefined) tokens.push({ kind: "text", text: text.slice(1, -1).replaceAll("''", "'") })
    else if (real !== undefined) tokens.push({ kind: "real", text: real })
    else if (whole !== undefined) tokens.push({ kind: "whole", text: whole })
    else tokens.push({ kind: "sign", text: sign as string })
  }
  return tokens
}

/** The tree of an expression. Throws a `ParseError`. */
export const parse = (source: string): Expression => {
  try {
    return asBoolean(new Parser(tokensOf(source)).or())
  } catch (error) {
    if (error instanceof ParseError) throw error
    // Numbers out of range; parentheses nested too deep.
    throw new ParseError((error as Error).message)
  }
}

const booleans: ReadonlySet<Expression["is"]> = new Set(["not", "cast", "isNull", "and", "or", "compare", "in", "contains", "startsWith", "endsWith"])
const isBoolean = (part: Expression): boolean => booleans.has(part.is) || (part.is === "constant" && (part.value === null || typeof part.value === "boolean"))

const asBoolean = (part: Expression): Expression => {
  if (isBoolean(part)) return part
  if (part.is === "property") return { is: "cast", of: part }
  throw new ParseError("the expression is neither true nor false")
}

const comparison = (operator: Comparison, left: Expression, right: Expression): Expression => {
  for (const part of [left, right]) {
    if (operator === "=" ? part.is === "constant" && part.value === null : isBoolean(part) || (part.is === "constant" && typeof part.value !== "object"))
      throw new ParseError(`a part of the comparison with ${operator} cannot be compared`)
  }
  if (operator === "=" && left.is === "constant" && right.is === "constant" && typeof left.value === "boolean" && typeof right.value !== "boolean")
    throw new ParseError("a truth value is compared with something else")
  return { is: "compare", operator, left, right }
}

const constantOf = (part: Expression): Value | undefined => (part.is === "constant" ? part.value : undefined)

const TEXT_TESTS = { CONTAINS: "contains", STARTSWITH: "startsWith", ENDSWITH: "endsWith" } as const

class Parser {
  private at = 0
  private readonly tokens: readonly Token[]

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens
  }

  or(): Expression {
    let left = this.and()
    while (this.takes("OR")) left = { is: "or", left: asBoolean(left), right: asBoolean(this.and()) }
    return left
  }

  private and(): Expression {
    let left = this.equality()
    while (this.takes("AND")) left = { is: "and", left: asBoolean(left), right: asBoolean(this.equality()) }
    return left
  }

  private equality(): Expression {
    let left = this.comparison()
    for (;;) {
      if (this.takes("=")) left = comparison("=", left, this.comparison())
      else if (this.takes("<>")) left = { is: "not", of: comparison("=", left, this.comparison()) }
      else if (this.takes("IS")) {
        const not = this.takes("NOT")
        this.must("NULL")
        left = not ? { is: "not", of: { is: "isNull", of: left } } : { is: "isNull", of: left }
      } else return left
    }
  }

  private comparison(): Expression {
    let left = this.unary()
    for (;;) {
      const operator = ([">=", "<=", ">", "<"] as const).find((sign) => this.takes(sign))
      if (operator !== undefined) {
        left = comparison(operator, left, this.unary())
        continue
      }
      const not = this.next(1)?.kind === "word" && ["CONTAINS", "STARTSWITH", "ENDSWITH", "BETWEEN", "IN"].includes(this.next(1)?.text ?? "") && this.takes("NOT")
      const test = (["CONTAINS", "STARTSWITH", "ENDSWITH"] as const).find((word) => this.takes(word))
      if (test !== undefined) left = { is: TEXT_TESTS[test], of: left, search: this.text(), not }
      else if (this.takes("BETWEEN")) left = this.between(left, not)
      else if (this.takes("IN")) left = this.in(left, not)
      else return left
    }
  }

  private between(of: Expression, not: boolean): Expression {
    const low = this.unary()
    this.must("AND")
    const high = this.unary()
    if (not) return { is: "or", left: comparison("<", of, low), right: comparison(">", of, high) }
    const [from, to] = [constantOf(low), constantOf(high)]
    if (from === null || to === null) throw new ParseError("BETWEEN: neither bound can be NULL")
    if (from !== undefined && to !== undefined && compare(to, from) < 0) throw new ParseError("BETWEEN: the first bound is larger than the second")
    return { is: "and", left: comparison(">=", of, low), right: comparison("<=", of, high) }
  }

  private in(of: Expression, not: boolean): Expression {
    if (of.is !== "property") throw new ParseError("IN: a property must stand before it")
    this.must("(")
    const list = [this.text()]
    while (this.takes(",")) list.push(this.text())
    this.must(")")
    return { is: "in", of, list, not }
  }

  private unary(): Expression {
    if (this.takes("+")) return this.unary()
    if (this.takes("-")) return { is: "negate", of: this.unary() }
    if (this.takes("NOT")) return { is: "not", of: asBoolean(this.unary()) }
    if (this.takes("(")) {
      const inside = this.or()
      this.must(")")
      return inside
    }
    return this.primary()
  }

  private primary(): Expression {
    const token = this.next()
    this.at++
    if (token?.kind === "text") return { is: "constant", value: token.text }
    if (token?.kind === "name") return { is: "property", name: token.text }
    if (token?.kind === "whole") return { is: "constant", value: wholeOf(token.text.replace(/[lL]$/, "")) }
    if (token?.kind === "real") {
      const value = readReal(token.text)
      // 0.0 too: below Java's Double.MIN_VALUE, which is above 0.
      if (value.value > Number.MAX_VALUE || value.value < Number.MIN_VALUE) throw new ParseError(`${token.text} is out of range`)
      return { is: "constant", value }
    }
    if (token?.kind === "word" && token.text in CONSTANTS) return { is: "constant", value: CONSTANTS[token.text as keyof typeof CONSTANTS] }
    throw new ParseError(token === undefined ? "the expression ends too early" : `${token.text} stands where a value is expected`)
  }

  private text(): string {
    const token = this.next()
    if (token?.kind !== "text") throw new ParseError("a text in quotes is expected")
    this.at++
    return token.text
  }

  private next(ahead = 0): Token | undefined {
    return this.tokens[this.at + ahead]
  }

  private takes(text: string): boolean {
    const token = this.next()
    const is = (token?.kind === "word" || token?.kind === "sign") && token.text === text
    if (is) this.at++
    return is
  }

  private must(text: string): void {
    if (!this.takes(text)) throw new ParseError(`${text} is expected`)
  }
}

const CONSTANTS = { TRUE: true, FALSE: false, NULL: null } as const

const parsed = new Map<string, Expression | ParseError>()
/** Expressions remembered; the oldest is forgotten. */
const REMEMBERED = 100

/** As {@link parse}, remembered; the error is a value. */
export const compiled = (source: string): Expression | ParseError => {
  const known = parsed.get(source)
  if (known !== undefined) return known
  let result: Expression | ParseError
  try {
    result = parse(source)
  } catch (error) {
    result = error as ParseError
  }
  const [oldest] = parsed.keys()
  if (parsed.size >= REMEMBERED && oldest !== undefined) parsed.delete(oldest)
  parsed.set(source, result)
  return result
}

/** Is the message with these properties wanted? One for which the expression is unknown, or fails, is not. */
export const wants = (source: string, properties: Properties): boolean => {
  const expression = compiled(source)
  if (expression instanceof ParseError) return false
  try {
    return evaluate(expression, properties) === true
  } catch {
    return false
  }
}
