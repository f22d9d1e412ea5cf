/**
 * Recursive descent over fastjson's lenient grammar, for texts that `JSON.parse` refuses. See `fastjson.ts` for what comes out.
 *
 * @module
 */
import { setField } from "./binary-header.ts"
import { FastJsonError } from "./errors.ts"

/** Deeper texts are refused before they exhaust the stack. Bodies seen nest to 6. */
const MAX_DEPTH = 200

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y
const BARE_WORD = /[A-Za-z_$][\w$.-]*/y
const SPACE = /[ \t\r\n]*/y
const PLAIN_CHARACTERS = { '"': /[^"\\]*/y, "'": /[^'\\]*/y } as const
const ESCAPES: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v", "0": "\0" }
const WORDS: Readonly<Record<string, unknown>> = { true: true, false: false, null: null }

type Quote = keyof typeof PLAIN_CHARACTERS

export class FastJsonReader {
  readonly #text: string
  #at = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  read(): unknown {
    const value = this.#value()
    this.#space()
    if (this.#at < this.#text.length) throw this.#unexpected()
    return value
  }

  #value(): unknown {
    this.#space()
    const character = this.#text[this.#at]
    switch (character) {
      case "{":
        return this.#nested(() => this.#object())
      case "[":
        return this.#nested(() => this.#array())
      case '"':
      case "'":
        return this.#string(character)
      default:
        return this.#number() ?? this.#word()
    }
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > MAX_DEPTH) throw new FastJsonError(`nested deeper than ${MAX_DEPTH} at ${this.#at}`)
    this.#at++
    const value = read()
    this.#depth--
    return value
  }

  #object(): unknown {
    const entries: [unknown, unknown][] = []
    let scalarKeys = true
    while (!this.#closes("}")) {
      const key = this.#key()
      if (typeof key === "object" && key !== null) scalarKeys = false
      this.#expect(":")
      entries.push([key, this.#value()])
      this.#separator("}")
    }
    if (!scalarKeys) return new Map(entries)
    const object: Record<string, unknown> = {}
    for (const [key, value] of entries) setField(object, String(key), value)
    return object
  }

  #key(): unknown {
    this.#space()
    // A number is kept as it is spelled: fastjson's keys are longs, which a double may not hold.
    return this.#match(NUMBER) ?? this.#match(BARE_WORD) ?? this.#value()
  }

  #array(): unknown[] {
    const values: unknown[] = []
    while (!this.#closes("]")) {
      values.push(this.#value())
      this.#separator("]")
    }
    return values
  }

  /** Passes the comma after a member, or stays at the closing bracket. */
  #separator(close: string): void {
    this.#space()
    if (this.#text[this.#at] !== close) this.#expect(",")
  }

  #closes(close: string): boolean {
    this.#space()
    if (this.#text[this.#at] !== close) return false
    this.#at++
    return true
  }

  #string(quote: Quote): string {
    this.#at++
    let value = ""
    for (;;) {
      value += this.#match(PLAIN_CHARACTERS[quote]) ?? ""
      const character = this.#text[this.#at++]
      if (character === quote) return value
      if (character === undefined) throw new FastJsonError("a string does not end")
      value += this.#escape()
    }
  }

  #escape(): string {
    const character = this.#text[this.#at++]
    if (character === undefined) throw new FastJsonError("a string ends inside an escape")
    if (character !== "u" && character !== "x") return ESCAPES[character] ?? character
    const length = character === "u" ? 4 : 2
    const digits = this.#text.slice(this.#at, this.#at + length)
    if (digits.length < length || !/^[\da-fA-F]+$/.test(digits)) throw this.#unexpected()
    this.#at += length
    return String.fromCharCode(Number.parseInt(digits, 16))
  }

  #number(): number | undefined {
    const text = this.#match(NUMBER)
    return text === undefined ? undefined : Number(text)
  }

  #word(): unknown {
    const start = this.#at
    const word = this.#match(BARE_WORD)
    if (word !== undefined && Object.hasOwn(WORDS, word)) return WORDS[word]
    this.#at = start
    throw this.#unexpected()
  }

  #expect(character: string): void {
    this.#space()
    if (this.#text[this.#at] !== character) throw this.#unexpected()
    this.#at++
  }

  #space(): void {
    SPACE.lastIndex = this.#at
    SPACE.test(this.#text)
    this.#at = SPACE.lastIndex
  }

  /** What `pattern` matches here, if anything; goes past it. */
  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found === undefined || found === "") return undefined
    this.#at += found.length
    return found
  }

  #unexpected(): FastJsonError {
    const found = this.#at < this.#text.length ? JSON.stringify(this.#text[this.#at]) : "the end"
    return new FastJsonError(`unexpected ${found} at ${this.#at}`)
  }
}
