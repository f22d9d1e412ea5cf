/**
 * What the generator of mutants knows of syntax trees (ESTree with TypeScript's nodes, as oxc-parser gives them).
 *
 * @module
 */

/** A node: its kind, its place in the text, and children under names that depend on the kind. */
export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

export const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && typeof (value as Node).type === "string"

export const nodeAt = (node: Node, key: string): Node | undefined => {
  const value = node[key]
  return isNode(value) ? value : undefined
}

export const nodesAt = (node: Node, key: string): readonly Node[] => {
  const value = node[key]
  return Array.isArray(value) ? value.filter(isNode) : []
}

/** Nodes of types have no value at run time; these have one inside. */
const WRAPPERS: ReadonlySet<string> = new Set(["TSAsExpression", "TSSatisfiesExpression", "TSNonNullExpression"])

/** Children that are evaluated: no types, no names of properties, no imports. */
export const childrenOf = (node: Node): readonly Node[] => {
  if (node.type === "ImportDeclaration" || node.type === "ExportAllDeclaration") return []
  if (WRAPPERS.has(node.type)) return nodesOf(node["expression"])
  if (node.type.startsWith("TS")) return []
  return Object.entries(node).flatMap(([key, value]) => (key === "key" && node["computed"] !== true ? [] : nodesOf(value)))
}

const nodesOf = (value: unknown): readonly Node[] => (isNode(value) ? [value] : Array.isArray(value) ? value.filter(isNode) : [])

export const nameOf = (node: Node | undefined): string | undefined => (typeof node?.["name"] === "string" ? node["name"] : undefined)

/** `f` of `f(…)`, `M.f` of `M.f(…)`, `.f` of `x.y.f(…)`. */
export const calleeOf = (call: Node): string => {
  const callee = nodeAt(call, "callee")
  if (callee?.type !== "MemberExpression") return nameOf(callee) ?? ""
  const object = nameOf(nodeAt(callee, "object")) ?? ""
  return `${/^[A-Z]/.test(object) ? object : ""}.${nameOf(nodeAt(callee, "property")) ?? ""}`
}
