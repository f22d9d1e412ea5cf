/**
 * From a text that `encode.ts` wrote back to the data: how threads that do not share objects tell each other states.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as HashSet from "effect/HashSet"
import * as Option from "effect/Option"

/** Data whose text this is: `encode(decode(text)) === text`. Throws a `SyntaxError` on anything else. */
export const decode = (text: string): unknown => {
  const decoding = new Decoding(text)
  const value = decoding.value()
  decoding.end()
  return value
}

class Decoding {
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  value(): unknown {
    const tag = this.text[this.at++]
    switch (tag) {
      case "n":
        return Number(this.until(";"))
      case "s":
        return this.string()
      case "t":
        return true
      case "f":
        return false
      case "i":
        return BigInt(this.until(";"))
      case "_":
        return null
      case "[":
        return this.times(() => this.value())
      case "{":
        return Object.fromEntries(this.times(() => this.entry()))
      case "M":
        return new Map(this.times(() => this.entry()))
      case "S":
        return new Set(this.times(() => this.value()))
      case "H":
        return HashMap.fromIterable(this.times(() => this.entry()))
      case "h":
        return HashSet.fromIterable(this.times(() => this.value()))
      case "o":
        if (this.text[this.at] !== "-") return Option.some(this.value())
        this.at++
        return Option.none()
      default:
        throw this.wrong()
    }
  }

  end(): void {
    if (this.at !== this.text.length) throw this.wrong()
  }

  private entry(): [string, unknown] {
    return [this.value() as string, this.value()]
  }

  private string(): string {
    const length = Number(this.until(":"))
    const from = this.at
    this.at += length
    if (this.at > this.text.length) throw this.wrong()
    return this.text.slice(from, this.at)
  }

  private times<T>(one: () => T): readonly T[] {
    return Array.from({ length: Number(this.until(":")) }, one)
  }

  private until(mark: string): string {
    const from = this.at
    const to = this.text.indexOf(mark, from)
    if (to < 0) throw this.wrong()
    this.at = to + 1
    return this.text.slice(from, to)
  }

  private wrong(): SyntaxError {
    return new SyntaxError(`not a text of plain data, at character ${this.at}: ${JSON.stringify(this.text.slice(Math.max(0, this.at - 20), this.at + 20))}`)
  }
}
