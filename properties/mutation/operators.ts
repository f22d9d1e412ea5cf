/**
 * How a rule is made wrong: one small change at a time, of the kinds that people make.
 *
 * @module
 */
import { calleeOf, type Node, nodeAt, nodesAt } from "./syntax.ts"

export const operators = {
  condition: "a condition negated, or never true",
  clause: "a clause of a condition left out, && and || swapped",
  bound: "a bound or a number moved by one, min and max swapped",
  output: "an output, or a part of a step, left out",
  order: "two outputs, or two parts of a step, swapped",
  field: "a field not updated",
  boolean: "a constant true or false flipped",
  arm: "a verdict treated as its neighbour",
  none: "something there taken as absent",
  filter: "a filter left out, some and every swapped",
  planted: "by hand"
} as const

export type Operator = keyof typeof operators

/** Text that replaces a node's, and what that means in few words. */
export interface Edit {
  readonly operator: Operator
  readonly node: Node
  readonly text: string
  readonly says: string
}

/** Always false, and the compiler does not know. */
const NEVER = "(0 > 1)"

const OPPOSITE: { readonly [operator: string]: string } = { "===": "!==", "!==": "===" }
const MOVED: { readonly [operator: string]: string } = { "<": "<=", "<=": "<", ">": ">=", ">=": ">" }
const SWAPPED: { readonly [callee: string]: string } = { "Math.min": "Math.max", "Math.max": "Math.min", ".some": "every", ".every": "some" }

/** Every change of this node itself; its children have theirs. */
export const editsOf = (node: Node, parent: Node | undefined, source: string): readonly Edit[] => {
  const text = (of: Node | undefined): string => (of === undefined ? "" : source.slice(of.start, of.end))
  const edit = (operator: Operator, replacement: string, says: string): Edit => ({ operator, node, text: replacement, says: shortened(says) })
  const becomes = (operator: Operator, replacement: string): Edit => edit(operator, replacement, `${text(node)} becomes ${replacement}`)
  const tests = (test: Node | undefined): readonly Edit[] => {
    if (test === undefined) return []
    const of = (replacement: string, says: string): Edit => ({ operator: "condition", node: test, text: replacement, says: shortened(says) })
    const isNegatedAnyway = test.type === "BinaryExpression" && OPPOSITE[test["operator"] as string] !== undefined
    return [...(isNegatedAnyway ? [] : [of(`!(${text(test)})`, `${text(test)} negated`)]), of(NEVER, `${text(test)} is never true`)]
  }
  switch (node.type) {
    case "IfStatement":
    case "ConditionalExpression":
      return tests(nodeAt(node, "test"))
    case "LogicalExpression": {
      const operator = node["operator"] as string
      const [left, right] = [nodeAt(node, "left"), nodeAt(node, "right")]
      if (operator === "??") return [becomes("none", text(right))]
      const isSame = left?.type === "LogicalExpression" && left["operator"] === operator
      return [
        edit("clause", text(left), `${text(node)} without ${text(right)}`),
        ...(isSame ? [] : [edit("clause", text(right), `${text(node)} without ${text(left)}`)]),
        edit("clause", `(${text(left)}) ${operator === "&&" ? "||" : "&&"} (${text(right)})`, `${text(node)} with ${operator === "&&" ? "||" : "&&"}`)
      ]
    }
    case "BinaryExpression": {
      const operator = node["operator"] as string
      const [left, right] = [nodeAt(node, "left"), nodeAt(node, "right")]
      if (OPPOSITE[operator] !== undefined) return [becomes("condition", `${text(left)} ${OPPOSITE[operator]} ${text(right)}`)]
      if (MOVED[operator] !== undefined) return [becomes("bound", `${text(left)} ${MOVED[operator]} ${text(right)}`)]
      if (operator !== "+" && operator !== "-") return []
      return [becomes("bound", isNumber(right) ? text(left) : `${text(left)} ${operator === "+" ? "-" : "+"} ${text(right)}`)]
    }
    case "Literal":
      if (typeof node["value"] === "boolean") return [becomes("boolean", String(!node["value"]))]
      return isNumber(node) && parent?.type !== "BinaryExpression" ? [becomes("bound", String((node["value"] as number) + 1))] : []
    case "ArrayExpression":
      return listEdits(node, nodesAt(node, "elements"), 0)
    case "ObjectExpression": {
      const properties = nodesAt(node, "properties")
      if (!properties.some(({ type }) => type === "SpreadElement")) return []
      return properties.flatMap((property, i) => (i === 0 && property.type === "SpreadElement" ? [] : [edit("field", `{ ${properties.filter((other) => other !== property).map(text).join(", ")} }`, `without ${text(property)}`)]))
    }
    case "ExpressionStatement":
      return isDirective(node) ? [] : [{ operator: "output", node: nodeAt(node, "expression") as Node, text: "undefined", says: shortened(`without ${text(node)}`) }]
    case "CallExpression":
      return callEdits()
    default:
      return []
  }

  function callEdits(): readonly Edit[] {
    const callee = calleeOf(node)
    const given = nodesAt(node, "arguments")
    const object = nodeAt(nodeAt(node, "callee") as Node, "object")
    if (callee === "chain") return listEdits(node, given, 1)
    if (callee === "emit") return listEdits(node, given, 0)
    if (callee === "Option.some") return [becomes("none", "Option.none()")]
    if (callee === "HashMap.set" || callee === "HashMap.remove" || callee === "HashMap.modify") return [edit("field", text(given[0]), `without ${text(node)}`)]
    if (callee === "HashMap.filter") return [edit("filter", text(given[0]), `${text(node)} without the filter`)]
    if (callee === ".filter") return [edit("filter", text(object), `without .filter(${given.map(text).join(", ")})`)]
    if (callee === ".with") return armEdits(given, object)
    const swapped = SWAPPED[callee]
    if (swapped === undefined) return []
    const called = `(${given.map(text).join(", ")})`
    return [callee.startsWith(".") ? becomes("filter", `${text(object)}.${swapped}${called}`) : becomes("bound", `${swapped}${called}`)]
  }

  /** An arm of a match is treated as the one before it, the first as the second. */
  function armEdits(given: readonly Node[], before: Node | undefined): readonly Edit[] {
    const own = given.at(-1)
    if (own === undefined || before?.type !== "CallExpression" || calleeOf(before) !== ".with") return []
    const others = nodesAt(before, "arguments")
    const other = others.at(-1) as Node
    const treated = (handler: Node, patterns: readonly Node[], as: Node): Edit => ({ operator: "arm", node: handler, text: text(as), says: shortened(`${patterns.map(text).join(", ")} treated as its neighbour: ${text(as)}`) })
    const first = nodeAt(nodeAt(before, "callee") as Node, "object")
    const isFirst = first?.type !== "CallExpression" || calleeOf(first) !== ".with"
    return [treated(own, given.slice(0, -1), other), ...(isFirst ? [treated(other, others.slice(0, -1), own)] : [])]
  }

  /** Each of a list left out, and neighbours swapped. */
  function listEdits(list: Node, elements: readonly Node[], first: number): readonly Edit[] {
    const [open, close] = list.type === "ArrayExpression" ? ["[", "]"] : [`${text(nodeAt(list, "callee"))}(`, ")"]
    const of = (parts: readonly Node[]): string => `${open}${parts.map(text).join(", ")}${close}`
    const does = (part: Node): boolean => part.type !== "Literal"
    return elements.flatMap((part, i) => {
      if (i < first) return []
      const next = elements[i + 1]
      const without = edit("output", of(elements.filter((other) => other !== part)), `without ${text(part)}`)
      if (next === undefined || !does(part) || !does(next)) return [without]
      return [without, edit("order", of([...elements.slice(0, i), next, part, ...elements.slice(i + 2)]), `${text(next)} before ${text(part)}`)]
    })
  }
}

const isNumber = (node: Node | undefined): boolean => node?.type === "Literal" && typeof node["value"] === "number"

const isDirective = (node: Node): boolean => typeof node["directive"] === "string"

/** One line, not too long. */
const shortened = (says: string): string => {
  const line = says.replaceAll(/\s+/g, " ")
  return line.length <= 160 ? line : `${line.slice(0, 157)}…`
}
