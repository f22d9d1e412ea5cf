/**
 * A filter expression and its value for a message: true, false or unknown (`null`), in three-valued logic.
 *
 * RocketMQ filter `LogicExpression`, `ComparisonExpression`, `UnaryExpression`.
 *
 * @module
 */
import { match } from "ts-pattern"
import { compare, compareSizes, same, type Value } from "./values.ts"

export type Comparison = "=" | "<" | "<=" | ">" | ">="

export type Expression =
  | { readonly is: "constant"; readonly value: Value }
  | { readonly is: "property"; readonly name: string }
  | { readonly is: "negate" | "not" | "cast" | "isNull"; readonly of: Expression }
  | { readonly is: "and" | "or"; readonly left: Expression; readonly right: Expression }
  | { readonly is: "compare"; readonly operator: Comparison; readonly left: Expression; readonly right: Expression }
  | { readonly is: "in"; readonly of: Expression; readonly list: readonly string[]; readonly not: boolean }
  | { readonly is: "contains" | "startsWith" | "endsWith"; readonly of: Expression; readonly search: string; readonly not: boolean }

export type Properties = Readonly<Record<string, string>>

/** Throws a `FilterError` where a property does not fit what it is compared with. */
export const evaluate = (expression: Expression, properties: Properties): Value => {
  const valueOf = (part: Expression): Value => evaluate(part, properties)
  return match(expression)
    .with({ is: "constant" }, ({ value }) => value)
    .with({ is: "property" }, ({ name }) => (Object.hasOwn(properties, name) ? (properties[name] as string) : null))
    .with({ is: "negate" }, ({ of }): Value => {
      const value = valueOf(of)
      if (value === null || typeof value !== "object") return null
      return value.is === "double" ? { is: "double", value: -value.value } : { is: value.is, value: -value.value }
    })
    .with({ is: "not" }, ({ of }) => {
      const value = valueOf(of)
      return value === null ? null : value !== true
    })
    .with({ is: "cast" }, ({ of }) => {
      const value = valueOf(of)
      return value === null ? null : value === true
    })
    .with({ is: "isNull" }, ({ of }) => valueOf(of) === null)
    .with({ is: "and" }, ({ left, right }) => {
      const first = valueOf(left)
      if (first === false) return false
      const second = valueOf(right)
      if (second === false) return false
      return first === null || second === null ? null : true
    })
    .with({ is: "or" }, ({ left, right }) => {
      const first = valueOf(left)
      if (first === true) return true
      const second = valueOf(right)
      if (second === true) return true
      return first === null || second === null ? null : false
    })
    .with({ is: "compare" }, ({ operator, left, right }) => compared(operator, valueOf(left), valueOf(right)))
    .with({ is: "in" }, ({ of, list, not }) => {
      const value = valueOf(of)
      return typeof value === "string" ? list.includes(value) !== not : null
    })
    .with({ is: "contains" }, { is: "startsWith" }, { is: "endsWith" }, ({ is, of, search, not }) => {
      const value = valueOf(of)
      // Nothing is searched for, or there is no text: neither found nor not found.
      if (search === "" || typeof value !== "string") return false
      return { contains: value.includes(search), startsWith: value.startsWith(search), endsWith: value.endsWith(search) }[is] !== not
    })
    .exhaustive()
}

const compared = (operator: Comparison, left: Value, right: Value): boolean | null => {
  if (operator === "=") {
    if (same(left, right)) return true
    if (left === null) return null
    return right === null ? false : compare(left, right) === 0
  }
  if (left === null || right === null) return null
  const order = compareSizes(left, right)
  return match(operator)
    .with("<", () => order < 0)
    .with("<=", () => order <= 0)
    .with(">", () => order > 0)
    .with(">=", () => order >= 0)
    .exhaustive()
}
