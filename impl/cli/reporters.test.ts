import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { explore } from "../../models/engine/index.ts"
import { modelWith } from "../../properties/mutants/mutant.ts"
import { mutants } from "../../properties/mutants/index.ts"
import { mutantPins, pins } from "../../properties/pins.ts"
import { suiteOf, suites } from "../../properties/suites.ts"
import { type Checked, declaredAt, github, junit, parseReporter } from "./reporters.ts"

const root = fileURLToPath(new URL("../../", import.meta.url))

/** The mutant that is caught in the smallest model. */
const broken = (): { readonly property: string; readonly checked: Checked } => {
  const sizeOf = (topic: string): number => pins[suiteOf(topic).name]?.uniqueStates ?? Number.POSITIVE_INFINITY
  const mutant = [...mutants].filter(({ id }) => mutantPins[id] !== undefined).sort((a, b) => sizeOf(a.model) - sizeOf(b.model))[0]
  if (mutant === undefined) throw new Error("no mutant")
  const suite = suiteOf(mutant.model)
  return { property: mutant.property, checked: { suite, result: explore(modelWith(suite, mutant), { stopAt: [mutant.property] }) } }
}
const { property, checked } = broken()

const bad = checked.result.properties.filter(({ verdict }) => verdict === "violated" || verdict === "missing").length

/** The names of the elements, in order; throws unless each is closed where it must be. */
const elements = (text: string): readonly string[] => {
  const open: string[] = []
  const all: string[] = []
  expect(text.replace(/<(?:"[^"<]*"|[^"<>])*>/g, "").replace(/&(?:amp|lt|gt|quot);/g, "")).not.toMatch(/[<>&]/)
  for (const [, close, name, empty] of text.replace(/^<\?xml.*\?>/, "").matchAll(/<(\/?)(\w+)(?:\s+\w+="[^"<]*")*\s*(\/?)>/g)) {
    if (close === "/") expect(open.pop()).toBe(name)
    else {
      all.push(name as string)
      if (empty !== "/") open.push(name as string)
    }
  }
  expect(open).toEqual([])
  return all
}

test("junit: a suite a model, a case a property, the trace in the failure", () => {
  const text = junit([checked])
  const names = elements(text)
  expect(names.filter((name) => name === "testsuite")).toHaveLength(1)
  expect(names.filter((name) => name === "testcase")).toHaveLength(checked.result.properties.length)
  expect(text).toMatch(new RegExp(`<testsuites name="rocketproof check" tests="${checked.result.properties.length}" failures="${bad}">`))
  expect(bad).toBeGreaterThan(0)
  expect(text).toContain(`<failure message="violated: ${property}" type="violated">${property}: `)
  // What the search did not come to is neither passed nor failed.
  expect(names.filter((name) => name === "skipped")).toHaveLength(checked.result.properties.filter(({ verdict }) => verdict === "undecided").length)
})

test("junit: nothing in a name can break the document", () => {
  const nasty = { ...checked, result: { ...checked.result, model: `a<b>&"c"`, properties: [{ id: "]]> <x/> & \u0001", kind: "always", verdict: "missing" }] } } as unknown as Checked
  const text = junit([nasty])
  expect(elements(text)).toEqual(["testsuites", "testsuite", "testcase", "failure"])
  expect(text).toContain(`name="a&lt;b&gt;&amp;&quot;c&quot;"`)
  expect(text).not.toContain("\u0001")
})

test("github: an annotation at the line where the property is declared, with the trace", () => {
  const text = github([checked], root)
  expect(text.match(/^::error /gm)).toHaveLength(bad)
  const annotation = text.split("\n").find((line) => line.includes(`is violated::${property}`)) as string
  const [, file, line, message] = /^::error file=(properties\/[\w/.-]+),line=(\d+),title=.*?::(.*)$/.exec(annotation) ?? []
  expect(readFileSync(join(root, file as string), "utf8").split("\n")[Number(line) - 1]).toContain(property.split(" ")[0])
  expect(message).toMatch(/%0A/)
  expect(message).toContain(`${property}: `)
  // Elsewhere, without the sources, it is said all the same.
  expect(github([checked], "/nowhere")).toMatch(/^::error title=/)
})

test("every promise has a line", () => {
  const ids = new Set(suites.flatMap(({ properties }) => properties.map(({ id }) => id)).filter((id) => /^[A-Z]\d/.test(id)))
  expect(ids.size).toBeGreaterThan(20)
  const lost = [...ids].filter((id) => declaredAt(id, root) === undefined)
  expect(lost).toEqual([])
})

test("which reporters there are", () => {
  expect(parseReporter("junit=a=b.xml")).toEqual({ format: "junit", file: "a=b.xml" })
  expect(parseReporter("github")).toEqual({ format: "github" })
  expect(() => parseReporter("tap")).toThrow("--reporter tap: must be junit or github")
  expect(() => parseReporter("junit=")).toThrow("with a file")
})
