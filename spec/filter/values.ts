/**
 * Values of filter expressions, and how they compare. A property is always text: against a number it is read as one, and what
 * cannot be read makes the whole expression fail.
 *
 * RocketMQ filter `ComparisonExpression.__compare`, always with convertStringExpressions.
 *
 * @module
 */

/** A Java `Integer` or `Long`. */
export interface Whole {
  readonly is: "int" | "long"
  readonly value: bigint
}

/** A Java `Double`. */
export interface Real {
  readonly is: "double"
  readonly value: number
}

export type Value = null | boolean | string | Whole | Real

/** The expression has no value for this message: it is not returned. */
export class FilterError extends Error {
  override readonly name = "FilterError"
}

const BITS = { int: 32, long: 64 } as const

/** Java's `Integer.valueOf`, `Long.valueOf`. */
const readWhole = (text: string, is: Whole["is"]): Whole => {
  const value = /^[-+]?\d+$/.test(text) ? BigInt(text.replace(/^\+/, "")) : undefined
  if (value === undefined || BigInt.asIntN(BITS[is], value) !== value) throw new FilterError(`${JSON.stringify(text)} is no ${is}`)
  return { is, value }
}

/** Java's `Double.valueOf`. */
export const readReal = (text: string): Real => {
  const [, sign = "", digits] = /^([-+]?)(NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)[dDfF]?$/.exec(text.trim()) ?? []
  if (digits === undefined) throw new FilterError(`${JSON.stringify(text)} is no number`)
  return { is: "double", value: (sign === "-" ? -1 : 1) * Number(digits) }
}

/** A whole number literal: an int if it fits. */
export const wholeOf = (digits: string): Whole => {
  const { value } = readWhole(digits, "long")
  return { is: BigInt.asIntN(32, value) === value ? "int" : "long", value }
}

const order = <A extends string | number | bigint | boolean>(a: A, b: A): number => (a < b ? -1 : a > b ? 1 : 0)

const isNumber = (value: Value): value is Whole | Real => typeof value === "object" && value !== null

const like = (text: string, { is }: Whole | Real): Whole | Real => (is === "double" ? readReal(text) : readWhole(text, is))

/** Below, at or above 0. What cannot be compared is "below", as in RocketMQ. */
export const compare = (left: Exclude<Value, null>, right: Exclude<Value, null>): number => {
  if (isNumber(left) && isNumber(right))
    return left.is !== "double" && right.is !== "double" ? order(left.value, right.value) : order(Number(left.value), Number(right.value))
  if (typeof left === "string" && isNumber(right)) return compare(like(left, right), right)
  if (isNumber(left) && typeof right === "string") return compare(left, like(right, left))
  if (typeof left === "string" && typeof right === "string") return order(left, right)
  if (typeof left === "string" && typeof right === "boolean") return order(left.toLowerCase() === "true", right)
  if (typeof left === "boolean" && typeof right === "boolean") return order(left, right)
  if (typeof left === "boolean" && typeof right === "string") throw new FilterError("a truth value is not compared with text")
  return -1
}

/** With `<`, `<=`, `>`, `>=` texts are numbers. */
export const compareSizes = (left: Exclude<Value, null>, right: Exclude<Value, null>): number =>
  typeof left === "string" && typeof right === "string" ? compare(readReal(left), readReal(right)) : compare(left, right)

/** The same value of the same type. */
export const same = (left: Value, right: Value): boolean =>
  isNumber(left) && isNumber(right) ? left.is === right.is && left.value === right.value : left === right
