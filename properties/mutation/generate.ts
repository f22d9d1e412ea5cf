/**
 * Every mutant of the spec.
 *
 * @module
 */
import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { editsOf, type Operator } from "./operators.ts"
import { calleeOf, childrenOf, nameOf, type Node, nodeAt } from "./syntax.ts"

export interface SpecMutant {
  /** `raft/commit.ts:advanceCommit:bound:1a2b3c4d`: the same for as long as the place and the change are. */
  readonly id: string
  /** Below `spec/`. */
  readonly file: string
  readonly line: number
  readonly operator: Operator
  readonly says: string
  /** What is replaced, and by what. */
  readonly start: number
  readonly end: number
  readonly text: string
  /** It changes a schema. */
  readonly schema?: true
  /** Of one that was planted: why nothing can catch it. */
  readonly because?: string
}

/** The rules' files below `spec/`, without tests. */
export const specFiles = (root: string): readonly string[] =>
  (readdirSync(join(root, "spec"), { recursive: true }) as string[]).filter((file) => file.endsWith(".ts") && !/(^|\/)testing\.ts$|\.test\.ts$/.test(file)).sort()

/** Parses as TypeScript. The parser is needed in a checkout only, and loaded when it is. */
export const mutantsOf = async (root: string): Promise<readonly SpecMutant[]> => {
  const { parseSync } = await import("oxc-parser")
  return specFiles(root).flatMap((file) => {
    const source = readFileSync(join(root, "spec", file), "utf8")
    const { program } = parseSync(file, source)
    return mutantsIn(file, source, program as unknown as Node)
  })
}

export const mutantsIn = (file: string, source: string, program: Node): readonly SpecMutant[] => {
  const found: SpecMutant[] = []
  const times = new Map<string, number>()
  const visit = (node: Node, parent: Node | undefined, within: string, schema: boolean): void => {
    for (const { operator, node: replaced, text, says } of editsOf(node, parent, source)) {
      const key = `${within}:${operator}:${source.slice(replaced.start, replaced.end)}:${text}`
      const nth = times.get(key) ?? 0
      times.set(key, nth + 1)
      const hash = createHash("sha256").update(`${key}:${nth}`).digest("hex").slice(0, 8)
      found.push({ id: `${file}:${within}:${operator}:${hash}`, file, line: source.slice(0, replaced.start).split("\n").length, operator, says, start: replaced.start, end: replaced.end, text, ...(schema && { schema }) })
    }
    for (const child of childrenOf(node)) visit(child, node, within === "" ? declaredBy(child) : within, schema || isSchema(child, source))
  }
  visit(program, undefined, "", false)
  return found
}

/** `Schema.Struct(…)` and the like, or a record of such fields; not `Schema.is(…)`, of which rules ask. */
const isSchema = (node: Node, source: string): boolean => {
  if (node.type === "CallExpression") return /^Schema\.(?!is$)/.test(calleeOf(node))
  const text = node.type === "ObjectExpression" ? source.slice(node.start, node.end) : ""
  return /\bSchema\.(?!is\b)/.test(text) && !text.includes("=>")
}

/** The name that a declaration at the top of a file gives. */
const declaredBy = (node: Node): string => {
  if (node.type === "FunctionDeclaration" || node.type === "VariableDeclarator" || node.type === "ClassDeclaration") {
    const id = nodeAt(node, "id")
    return nameOf(id) ?? ""
  }
  return ""
}
